import type { Guess, GuessRule } from './guess-rule.ts';

const project = /\.(?:cs|fs|vb)proj$/;

/** .NET: dotnet test on the newest SDK that a project is built for; Debian has none, so that it is Microsoft's image. */
export const dotnet: GuessRule = {
  tool: 'dotnet',
  looksFor: '*.sln, *.csproj, *.fsproj',
  guess(look): Guess | null {
    const solutions = look.named(/\.slnx?$/);
    const projects = look.find(project, 3);
    if (solutions.length + projects.length === 0) return null;
    const versions = projects.slice(0, 50).flatMap((path) => {
      const targets = [...look.text(path).matchAll(/<TargetFrameworks?>([^<\n]{1,200})</g)].map(
        ([, text = '']) => text,
      );
      return targets.flatMap((text) => [...text.matchAll(/\bnet(\d+)\.0/g)].map(([, version]) => Number(version)));
    });
    const newest = versions.length === 0 ? 8 : Math.max(...versions);
    const [only] = solutions;
    const what =
      solutions.length === 1 ? ` ${only}` : solutions.length === 0 && projects.length === 1 ? ` ${projects[0]}` : '';
    return {
      seen: solutions.length > 0 ? solutions : projects.slice(0, 3),
      // bindings of a project in another language are further down
      isWeak: solutions.length === 0 && projects.every((path) => path.includes('/')),
      image: `mcr.microsoft.com/dotnet/sdk:${newest}.0`,
      commands: [`dotnet test${/^[\w ./-]*$/.test(what) && !what.trim().includes(' ') ? what : ''} {posargs}`],
      env: { DOTNET_CLI_TELEMETRY_OPTOUT: '1', DOTNET_NOLOGO: '1' },
    };
  },
};
