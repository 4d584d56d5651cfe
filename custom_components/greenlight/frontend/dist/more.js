var o="more";export{o as MARK};
