/**
 * The titles above a test of ScalaTest: `CalcSpec:` is its suite, deeper lines are what the test's own name goes on from.
 * Source: scalatest, tools/StringReporter.scala.
 */
export class ScalatestScopes {
  #suite: string | null = null;
  #scopes: { readonly indent: number; readonly text: string }[] = [];

  get suite(): string | null {
    return this.#suite;
  }

  /** A line that is neither a test nor below one. */
  title(text: string): void {
    const suite = /^([\p{L}_$][\p{L}\p{N}_$.]{0,300}):$/u.exec(text)?.[1];
    if (suite !== undefined) {
      this.#suite = suite;
      this.#scopes = [];
      return;
    }
    const indent = text.length - text.trimStart().length;
    this.#leave(indent);
    if (this.#scopes.length < 50 && text.trim() !== '') this.#scopes.push({ indent, text: text.trim().slice(0, 400) });
  }

  /** The whole name of a test, as `-t` takes it. Its dash stands as deep as the title that it belongs to, or deeper. */
  nameOf(indent: number, name: string): string {
    this.#leave(indent + 1);
    return [...this.#scopes.map(({ text }) => text), name].join(' ');
  }

  #leave(indent: number): void {
    while ((this.#scopes.at(-1)?.indent ?? -1) >= indent) this.#scopes.pop();
  }
}
