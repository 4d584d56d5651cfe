/**
 * The second file, got at once beside the texts and the subscription: what waits and what downloads.
 *
 * The first file has Lit, the frame and what everything shares; together they would be larger than one file may be.
 */
import "./waiting/list";
