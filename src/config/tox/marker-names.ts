import type { MarkerNames } from './ini/tox4/marker.ts';

/** What the names in a marker are, as far as they are known before the tests' own Python is. */
export function markerNames(platform = 'linux', machine = 'x86_64'): MarkerNames {
  const systems: Readonly<Record<string, string>> = { linux: 'Linux', darwin: 'Darwin', win32: 'Windows' };
  return {
    os_name: platform === 'win32' ? 'nt' : 'posix',
    sys_platform: platform,
    platform_system: systems[platform] ?? platform,
    platform_machine: machine,
    platform_python_implementation: 'CPython',
    implementation_name: 'cpython',
    platform_release: '',
    platform_version: '',
    python_version: '3.13',
    python_full_version: '3.13.0',
    implementation_version: '3.13.0',
    extra: '',
  };
}
