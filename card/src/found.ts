/** The file with what draws a result of a search, and what is done about it; what the search takes from it has to be named here. */
export * from "./search/answers";
export * from "./search/row";
export * from "./search/session";
export * from "./search/standing";
export * from "./search/taking";
export * from "./search/told";
export * from "./search/wanted";
