/** The little of Node that tests use. */
declare function setImmediate(then: () => void): void;

declare module "node:test" {
  type Body = () => void | Promise<void>;
  interface Timers {
    enable(options: { apis: string[]; now?: number }): void;
    tick(milliseconds: number): void;
    reset(): void;
  }
  export function test(name: string, body: Body): Promise<void>;
  export function describe(name: string, body: Body): void;
  export function beforeEach(body: Body): void;
  export function afterEach(body: Body): void;
  export const mock: { timers: Timers };
}
declare module "node:assert/strict" {
  interface Assert {
    (value: unknown, message?: string): asserts value;
    equal(is: unknown, expected: unknown, message?: string): void;
    notEqual(is: unknown, expected: unknown, message?: string): void;
    deepEqual(is: unknown, expected: unknown, message?: string): void;
    notDeepEqual(is: unknown, expected: unknown, message?: string): void;
    ok(value: unknown, message?: string): asserts value;
    match(text: string, pattern: RegExp, message?: string): void;
    doesNotMatch(text: string, pattern: RegExp, message?: string): void;
    throws(body: () => unknown, expected?: unknown, message?: string): void;
    rejects(body: (() => Promise<unknown>) | Promise<unknown>, expected?: RegExp | ((error: never) => boolean) | object): Promise<void>;
  }
  const assert: Assert;
  export default assert;
}
