/** The file with what draws a question, in full and in short; what lists and panels take from it has to be named here. */
export * from "./waiting/buttons";
export * from "./waiting/changes";
export * from "./waiting/compact";
export * from "./waiting/facts";
export * from "./waiting/head";
export * from "./waiting/marks";
export * from "./waiting/question";
export * from "./waiting/spots";
export * from "./waiting/still";
export * from "./waiting/tell";
