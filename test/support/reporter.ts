import Mocha from "mocha";

/** Mocha's own report, and then one plain line that any log reader understands: `N passed, N failed`. */
export default class Reporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    runner.once("end", () => {
      // After the summary, which the base class prints at the same event.
      setImmediate(() => console.log(`${this.stats.passes} passed, ${this.stats.failures} failed`));
    });
  }
}
