import { describe, expect, test } from 'vitest';
import { type SbomImage, type SbomInput, sbomJson } from '../../src/report/sbom.ts';
import { cyclonedxProblem } from '../support/cyclonedx.ts';

const id = `sha256:${'1'.repeat(64)}`;
const digest = `sha256:${'2'.repeat(64)}`;

function image(changes: Partial<SbomImage> = {}): SbomImage {
  return {
    label: 'debian:bookworm-slim',
    reference: 'dox/shop:0123456789abcdef',
    id,
    platform: 'linux/386',
    base: `debian@${digest}`,
    users: ['unit', 'unit: db'],
    packages: new Map([
      ['libstdc++6', '12.2.0-14+deb12u1'],
      ['memcached', '1:1.6.18~rc1-1'],
      ['libc6:amd64', '2.36-9'],
    ]),
    architectures: new Map([
      ['libstdc++6', 'i386'],
      ['memcached', 'i386'],
      ['libc6:amd64', 'amd64'],
    ]),
    osRelease: 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\nID=debian\n',
    ...changes,
  };
}

function input(changes: Partial<SbomInput> = {}): SbomInput {
  return { project: 'shop', images: [image()], timestamp: '2026-01-31T00:00:00.000Z', ...changes };
}

describe('sbomJson', () => {
  test.each([
    ['an image with packages', input()],
    ['no image', input({ images: [] })],
    [
      'an image that was built here, without dpkg',
      input({ images: [image({ base: id, packages: new Map(), osRelease: null })] }),
    ],
    ['an image as it was pulled', input({ images: [image({ reference: `debian@${digest}` })] })],
    ['a base that dox built', input({ images: [image({ base: `sha256:${'3'.repeat(64)}` })] })],
  ])('is what the official schema asks for: %s', async (_, given) => {
    expect(await cyclonedxProblem(sbomJson(given))).toBeNull();
  });

  test('names packages and images by their package URLs', () => {
    const { components } = JSON.parse(sbomJson(input()));
    // https://github.com/package-url/purl-spec: types deb and oci
    expect(components.map(({ purl }: { purl?: string }) => purl).filter(Boolean)).toEqual([
      'pkg:deb/debian/libc6@2.36-9?arch=amd64&distro=debian-12',
      'pkg:deb/debian/libstdc%2B%2B6@12.2.0-14%2Bdeb12u1?arch=i386&distro=debian-12',
      'pkg:deb/debian/memcached@1%3A1.6.18~rc1-1?arch=i386&distro=debian-12',
      `pkg:oci/debian@sha256%3A${'2'.repeat(64)}?arch=386&repository_url=docker.io/library/debian`,
    ]);
  });

  test('says what runs on what', () => {
    const { metadata, components, dependencies } = JSON.parse(sbomJson(input()));
    const on = Object.fromEntries(
      dependencies.map(({ ref, dependsOn }: { ref: string; dependsOn: string[] }) => [ref, dependsOn]),
    );
    expect(on[metadata.component['bom-ref']]).toEqual([`dox:image/${id}`]);
    expect(on[`dox:image/${id}`]).toHaveLength(4);
    const made = components.find((each: { name: string }) => each.name === 'dox/shop:0123456789abcdef');
    expect(made).toMatchObject({ type: 'container', version: id });
    expect(made.properties).toContainEqual({ name: 'dox:runs', value: 'unit: db' });
  });

  test('is the same for the same images, in any order; another package is another serial number', () => {
    const other = image({ id: digest, users: ['lint'] });
    const text = sbomJson(input({ images: [image(), other] }));
    expect(sbomJson(input({ images: [other, image()] }))).toBe(text);
    const changed = sbomJson(input({ images: [image({ packages: new Map([['memcached', '2']]) }), other] }));
    const number = (json: string): string => JSON.parse(json).serialNumber;
    expect(number(changed)).not.toBe(number(text));
    expect(number(text)).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
