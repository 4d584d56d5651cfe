"""Indexers that speak Torznab or Newznab: Jackett, Prowlarr, NZBHydra and the sites themselves."""
