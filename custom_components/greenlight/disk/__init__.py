"""The disks that Home Assistant sees."""
