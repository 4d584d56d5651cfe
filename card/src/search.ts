/** The file with the search of indexers. */
import { defineOnce } from "./kit";
import { GreenlightSeek } from "./search/seek";
import { GreenlightSearch } from "./search/view";

defineOnce("greenlight-seek", GreenlightSeek);
defineOnce("greenlight-search", GreenlightSearch);
