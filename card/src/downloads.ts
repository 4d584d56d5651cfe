/** The file with what downloads, got where a view shows it. */
import "./downloads/list";
