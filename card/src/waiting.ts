/** The file with what waits, got where a view shows it. */
import "./waiting/list";
