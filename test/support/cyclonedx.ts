import { Spec, Validation } from '@cyclonedx/cyclonedx-library';

/** What the official JSON schema of CycloneDX 1.6 says against a text; null if it is right. */
export async function cyclonedxProblem(text: string): Promise<unknown> {
  return new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text);
}
