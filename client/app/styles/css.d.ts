/** Styles of a part that is loaded later come with it: the bundler links them. */
declare module '*.css';
