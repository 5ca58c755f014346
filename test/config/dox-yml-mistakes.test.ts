import { describe, expect, it } from 'vitest';
import { bounded, processorTime } from '../support/bounded.ts';
import { complaints } from './read.ts';

interface Mistake {
  readonly name: string;
  readonly text: string;
  readonly said: string;
}

/** A text between the lines of the backquotes, without its common indentation. */
function lines([text = '']: TemplateStringsArray): string {
  return `${text.replace(/^\n/, '').replace(/\n *$/, '').replace(/^ {6}/gm, '')}\n`;
}

const mistakes: readonly Mistake[] = [
  {
    name: 'an unknown key in a target',
    text: lines`
      image: debian
      targets:
        unit:
          command: pytest
      `,
    said: lines`
      dox.yml:4:5: error: unknown key "command" in target "unit"
          3 |   unit:
        > 4 |     command: pytest
            |     ^^^^^^^
        did you mean "commands"?
      `,
  },
  {
    name: 'words of other tools',
    text: lines`
      image: debian
      envlist: unit
      targets:
        unit:
          setenv: {A: b}
          commands: [pytest]
      `,
    said: lines`
      dox.yml:2:1: error: unknown key "envlist" at the top
          1 | image: debian
        > 2 | envlist: unit
            | ^^^^^^^
        did you mean "default"?

      dox.yml:5:5: error: unknown key "setenv" in target "unit"
          4 |   unit:
        > 5 |     setenv: {A: b}
            |     ^^^^^^
        did you mean "env"?
      `,
  },
  {
    name: 'a mistyped "targets"',
    text: lines`
      image: debian
      targts:
        unit: {timeout: -1, commands: [pytest]}
      `,
    said: lines`
      dox.yml:2:1: error: unknown key "targts" at the top
          1 | image: debian
        > 2 | targts:
            | ^^^^^^
        did you mean "targets"?

      dox.yml:3:19: error: "timeout" in target "unit" must be a duration of more than 0 and at most 20 days, such as 90s, 5m or 1h30m, not "-1"
          2 | targts:
        > 3 |   unit: {timeout: -1, commands: [pytest]}
            |                   ^^
      `,
  },
  {
    name: 'an unknown key in a flat file',
    text: lines`
      images: [a]
      preb: [pip install x]
      commands: [x]
      `,
    said: lines`
      dox.yml:2:1: error: unknown key "preb" at the top
          1 | images: [a]
        > 2 | preb: [pip install x]
            | ^^^^
        did you mean "prep"?
        (without "targets:", dox reads the whole file as one target)
      `,
  },
  {
    name: 'mistakes in sections',
    text: lines`
      testing:
        imagse: [a]
        commands: [x]
      pep8:
        images: [a]
      cover:pep8:
        images: [a]
      env: {A: b}
      `,
    said: lines`
      dox.yml:2:3: error: unknown key "imagse" in section "testing"
          1 | testing:
        > 2 |   imagse: [a]
            |   ^^^^^^
        did you mean "images"?
        (without "targets:", dox reads each mapping at the top as a section)

      dox.yml:4:1: error: section "pep8" has no commands
          3 |   commands: [x]
        > 4 | pep8:
            | ^^^^
        add "commands:" to it

      dox.yml:6:1: error: section "cover:pep8" has no commands
          5 |   images: [a]
        > 6 | cover:pep8:
            | ^^^^^^^^^^
        there is no section "cover" to inherit them from

      dox.yml:8:1: error: unknown section "env"
          7 |   images: [a]
        > 8 | env: {A: b}
            | ^^^
        without "targets:", there are only sections (mappings with "commands") at the top
      `,
  },
  {
    name: 'values of the wrong kind, all at once',
    text: lines`
      image: debian
      commands: [pytest]
      timeout: 5 minutes
      memory: lots
      allow_failure: yes
      cpus: 0
      user: [root]
      env: [A=b]
      add:
        - {a: b}
      platform: arm
      `,
    said: lines`
      dox.yml:3:10: error: "timeout" must be a duration of more than 0 and at most 20 days, such as 90s, 5m or 1h30m, not "5 minutes"
          2 | commands: [pytest]
        > 3 | timeout: 5 minutes
            |          ^^^^^^^^^

      dox.yml:4:9: error: "memory" must be a size of more than 0, such as 512m or 2g, not "lots"
          3 | timeout: 5 minutes
        > 4 | memory: lots
            |         ^^^^

      dox.yml:5:16: error: "allow_failure" must be true or false, not "yes"
          4 | memory: lots
        > 5 | allow_failure: yes
            |                ^^^
        write true, without quotes

      dox.yml:6:7: error: "cpus" must be a number of more than 0, such as 2 or 1.5, not "0"
          5 | allow_failure: yes
        > 6 | cpus: 0
            |       ^

      dox.yml:7:7: error: "user" must be a name, UID, UID:GID, root or image, not a list
          6 | cpus: 0
        > 7 | user: [root]
            |       ^^^^^^

      dox.yml:8:6: error: "env" must be a mapping of variables to values, not a list
          7 | user: [root]
        > 8 | env: [A=b]
            |      ^^^^^
        write "NAME: value", one a line, without "- "

      dox.yml:10:5: error: item 1 of "add" must be a file or folder of the project, not a mapping
           9 | add:
        > 10 |   - {a: b}
             |     ^^^^^^

      dox.yml:11:11: error: "platform" must be a platform such as linux/amd64 or linux/arm/v7, not "arm"
          10 |   - {a: b}
        > 11 | platform: arm
             |           ^^^
      `,
  },
  {
    name: 'caches, ages, archives and registries that are none',
    text: lines`
      image: debian
      commands: [pytest]
      cache: [pip, nmp]
      max_age: 1 month
      snapshot: 2023-02-29
      cache_registry: team/dox
      `,
    said: lines`
      dox.yml:3:14: error: item 2 of "cache" must be one of apt, bundler, cargo, composer, go, gradle, maven, npm, pip, pnpm, uv, yarn, not "nmp"
          2 | commands: [pytest]
        > 3 | cache: [pip, nmp]
            |              ^^^
        did you mean "npm"?

      dox.yml:4:10: error: "max_age" must be a duration of more than 0, such as 12h, 7d or 2w, not "1 month"
          3 | cache: [pip, nmp]
        > 4 | max_age: 1 month
            |          ^^^^^^^

      dox.yml:5:11: error: "snapshot" must be a day such as 2024-01-15, a moment such as 20240115T000000Z, or the address (http, https) of an archive, not "2023-02-29"
          4 | max_age: 1 month
        > 5 | snapshot: 2023-02-29
            |           ^^^^^^^^^^

      dox.yml:6:17: error: "cache_registry" must be a registry and a path without a tag, such as registry.example:5000/team/dox, not "team/dox"
          5 | snapshot: 2023-02-29
        > 6 | cache_registry: team/dox
            |                 ^^^^^^^^
        for Docker Hub, write docker.io/team/dox
      `,
  },
  {
    name: 'commands that YAML does not read as text',
    text: lines`
      image: debian
      commands:
        - echo: foo
        - {posargs}
        - [ -f x ]
        - - rm x
        - echo ok
      `,
    said: lines`
      dox.yml:3:5: error: item 1 of "commands" is read as a mapping, since it has ": " in it
          2 | commands:
        > 3 |   - echo: foo
            |     ^^^^^^^^^
        put it in single quotes: - 'echo: foo'

      dox.yml:4:5: error: item 2 of "commands" is read as a mapping, since it begins with "{"
          3 |   - echo: foo
        > 4 |   - {posargs}
            |     ^^^^^^^^^
        put it in single quotes: - '{posargs}'

      dox.yml:5:5: error: item 3 of "commands" is read as a list, since it begins with "["
          4 |   - {posargs}
        > 5 |   - [ -f x ]
            |     ^^^^^^^^
        put it in single quotes: - '[ -f x ]'

      dox.yml:6:5: error: item 4 of "commands" is read as a list, since it begins with "- "
          5 |   - [ -f x ]
        > 6 |   - - rm x
            |     ^^^^^^
        put it in single quotes: - '- rm x'
      `,
  },
  {
    name: 'a "!" that YAML takes for a tag',
    text: lines`
      image: debian
      commands:
        - ! grep -r FIXME src
      `,
    said: lines`
      dox.yml:3:7: error: the YAML tag "!" before this value means nothing to dox
          2 | commands:
        > 3 |   - ! grep -r FIXME src
            |       ^^^^^^^^^^^^^^^^^
        if the "!" belongs to a text, put all of it in single quotes
      `,
  },
  {
    name: 'cycles in "extends"',
    text: lines`
      image: debian
      commands: [x]
      targets:
        a: {extends: b}
        b: {extends: [c]}
        c: {extends: a}
        d: {extends: d}
      `,
    said: lines`
      dox.yml:6:16: error: targets extend each other: a → b → c → a
          5 |   b: {extends: [c]}
        > 6 |   c: {extends: a}
            |                ^
        take one of the names out of "extends"

      dox.yml:7:16: error: target "d" extends itself
          6 |   c: {extends: a}
        > 7 |   d: {extends: d}
            |                ^
        take one of the names out of "extends"
      `,
  },
  {
    name: 'cycles and unknown names in "extends", from which all else might have come',
    text: lines`
      targets:
        a: {extends: b, commands: [x]}
        b: {extends: a}
        c: {extends: a}
        d: {extends: elsewhere}
      `,
    said: lines`
      dox.yml:3:16: error: targets extend each other: a → b → a
          2 |   a: {extends: b, commands: [x]}
        > 3 |   b: {extends: a}
            |                ^
        take one of the names out of "extends"

      dox.yml:5:16: error: unknown target "elsewhere" in "extends" of target "d"
          4 |   c: {extends: a}
        > 5 |   d: {extends: elsewhere}
            |                ^^^^^^^^^
        the targets are: a, b, c
      `,
  },
  {
    name: 'unknown targets',
    text: lines`
      default: [uint, base]
      image: debian
      targets:
        base: {env: {A: b}}
        unit: {extends: [base, lnit], commands: [x]}
        lint: {commands: [y]}
      `,
    said: lines`
      dox.yml:1:11: error: unknown target "uint" in "default"
        > 1 | default: [uint, base]
            |           ^^^^
        did you mean "unit"?

      dox.yml:1:17: error: target "base" in "default" has no commands; it is only there to be extended
        > 1 | default: [uint, base]
            |                 ^^^^
        name one that extends it, or give it commands

      dox.yml:5:26: error: unknown target "lnit" in "extends" of target "unit"
          4 |   base: {env: {A: b}}
        > 5 |   unit: {extends: [base, lnit], commands: [x]}
            |                          ^^^^
        did you mean "lint"?
      `,
  },
  {
    name: 'a key that is given twice',
    text: lines`
      image: debian
      commands: [x]
      env: {A: 1}
      image: ubuntu
      `,
    said: lines`
      dox.yml:4:1: error: the key "image" is given twice
          3 | env: {A: 1}
        > 4 | image: ubuntu
            | ^^^^^
        the first one is in line 1
      `,
  },
  {
    name: 'paths of "add"',
    text: lines`
      image: debian
      commands: [x]
      add: [../secret, /etc/passwd, a/../../b, gone.txt, "*requirements.txt"]
      `,
    said: lines`
      dox.yml:3:7: error: "add": "../secret" is outside the tree
          2 | commands: [x]
        > 3 | add: [../secret, /etc/passwd, a/../../b, gone.txt, "*requirements.txt"]
            |       ^^^^^^^^^
        name a file or folder below the project

      dox.yml:3:18: error: "add": "/etc/passwd" is outside the tree
          2 | commands: [x]
        > 3 | add: [../secret, /etc/passwd, a/../../b, gone.txt, "*requirements.txt"]
            |                  ^^^^^^^^^^^
        name a file or folder below the project

      dox.yml:3:31: error: "add": "a/../../b" is outside the tree
          2 | commands: [x]
        > 3 | add: [../secret, /etc/passwd, a/../../b, gone.txt, "*requirements.txt"]
            |                               ^^^^^^^^^
        name a file or folder below the project

      dox.yml:3:42: error: "add": "gone.txt" does not exist
          2 | commands: [x]
        > 3 | add: [../secret, /etc/passwd, a/../../b, gone.txt, "*requirements.txt"]
            |                                          ^^^^^^^^
        paths are relative to the top folder of the project

      dox.yml:3:52: error: "add": "*requirements.txt" does not exist
          2 | commands: [x]
        > 3 | add: [../secret, /etc/passwd, a/../../b, gone.txt, "*requirements.txt"]
            |                                                    ^^^^^^^^^^^^^^^^^^^
        "add" takes names of files and folders, no patterns
      `,
  },
  {
    name: 'more than one kind of image',
    text: lines`
      image: debian
      commands: [x]
      targets:
        unit:
          images: [a, b]
          build: deploy
        lint:
          image: debian bookworm
      `,
    said: lines`
      dox.yml:6:5: error: "build" and "images" in target "unit" exclude each other
          5 |     images: [a, b]
        > 6 |     build: deploy
            |     ^^^^^
        keep one: image (one name), images (several), or build (a Dockerfile)

      dox.yml:6:12: error: "build" in target "unit": "deploy" does not exist
          5 |     images: [a, b]
        > 6 |     build: deploy
            |            ^^^^^^
        both "context" (a folder) and "dockerfile" (a file) are relative to the top folder of the project

      dox.yml:8:12: error: "image" in target "lint" must be the name of an image, such as debian:bookworm-slim, not "debian bookworm"
          7 |   lint:
        > 8 |     image: debian bookworm
            |            ^^^^^^^^^^^^^^^
      `,
  },
  {
    name: 'build',
    text: lines`
      build:
        file: Dockerfile
        args: [A=b]
      commands: [x]
      `,
    said: lines`
      dox.yml:2:3: error: unknown key "file" in "build"
          1 | build:
        > 2 |   file: Dockerfile
            |   ^^^^
        "build" takes dockerfile, context, target, args
      `,
  },
  {
    name: 'targets without commands or an image',
    text: lines`
      targets:
        py{27,311}: {commands: [x]}
        py28: {image: debian}
      `,
    said: lines`
      dox.yml:2:3: error: targets "py27", "py311" have no image
          1 | targets:
        > 2 |   py{27,311}: {commands: [x]}
            |   ^^^^^^^^^^
        add "image: debian:bookworm-slim" or another to it, or at the top for all targets

      dox.yml:3:3: error: target "py28" has no commands
          2 |   py{27,311}: {commands: [x]}
        > 3 |   py28: {image: debian}
            |   ^^^^
        did you mean "py27"? Else add "commands:" to it, or at the top for all targets
      `,
  },
  {
    name: 'names that a target cannot have',
    text: lines`
      image: debian
      commands: [x]
      targets:
        a b:
        -x:
        "a,b":
        "py*":
        ALL:
        py{27:
        py{}:
        x{1,?}:
      `,
    said: lines`
      dox.yml:4:3: error: the target name "a b" cannot be used: it has a blank in it
          3 | targets:
        > 4 |   a b:
            |   ^^^
        choose a name such as unit or py311-lint

      dox.yml:5:3: error: the target name "-x" cannot be used: with "-" in front it looks like an option
          4 |   a b:
        > 5 |   -x:
            |   ^^
        choose a name such as unit or py311-lint

      dox.yml:6:3: error: the target name "a,b" cannot be used: a comma separates names
          5 |   -x:
        > 6 |   "a,b":
            |   ^^^^^
        choose a name such as unit or py311-lint

      dox.yml:7:3: error: the target name "py*" cannot be used: * ? [ ] ! are for patterns
          6 |   "a,b":
        > 7 |   "py*":
            |   ^^^^^
        choose a name such as unit or py311-lint

      dox.yml:8:3: error: the target name "ALL" cannot be used: "ALL" stands for all targets
          7 |   "py*":
        > 8 |   ALL:
            |   ^^^
        choose a name such as unit or py311-lint

      dox.yml:9:3: error: the target name "py{27" cannot be used: its braces do not match
          8 |   ALL:
        > 9 |   py{27:
            |   ^^^^^
        py{27,311} stands for py27 and py311

      dox.yml:10:3: error: the target name "py{}" cannot be used: a pair of braces is empty
           9 |   py{27:
        > 10 |   py{}:
             |   ^^^^
        py{27,311} stands for py27 and py311

      dox.yml:11:3: error: the target name "x?" (of "x{1,?}") cannot be used: * ? [ ] ! are for patterns
          10 |   py{}:
        > 11 |   x{1,?}:
             |   ^^^^^^
        choose a name such as unit or py311-lint
      `,
  },
  {
    name: 'keys at the wrong place',
    text: lines`
      image: debian
      extends: unit
      targets:
        unit:
          project: shop
          commands: [x]
      `,
    said: lines`
      dox.yml:2:1: error: the key "extends" does not belong at the top
          1 | image: debian
        > 2 | extends: unit
            | ^^^^^^^
        it stands in a target under "targets:"

      dox.yml:5:5: error: the key "project" does not belong in target "unit"
          4 |   unit:
        > 5 |     project: shop
            |     ^^^^^^^
        it stands at the top of a file with "targets:"
      `,
  },
  {
    name: 'targets beside "targets"',
    text: lines`
      image: debian
      targets:
        unit: {commands: [x]}
      smoke: {commands: [y]}
      `,
    said: lines`
      dox.yml:4:1: error: unknown key "smoke" at the top
          3 |   unit: {commands: [x]}
        > 4 | smoke: {commands: [y]}
            | ^^^^^
        if it is a target, put it below "targets:"
      `,
  },
  {
    name: 'nothing where something should be',
    text: lines`
      image:
      commands: []
      images: [a, a]
      prep:
        - pip install x
        -
      `,
    said: lines`
      dox.yml:1:1: error: "image" is empty
        > 1 | image:
            | ^^^^^
        give it a value, or remove the line

      dox.yml:2:11: error: "commands" must be a list of commands, or a block of them (|), not an empty list
          1 | image:
        > 2 | commands: []
            |           ^^

      dox.yml:3:1: error: "images" and "image" exclude each other
          2 | commands: []
        > 3 | images: [a, a]
            | ^^^^^^
        keep one: image (one name), images (several), or build (a Dockerfile)

      dox.yml:3:13: error: "images" has "a" twice
          2 | commands: []
        > 3 | images: [a, a]
            |             ^

      dox.yml:6:4: error: item 2 of "prep" must be a command, not empty
          5 |   - pip install x
        > 6 |   -
            |    ^
      `,
  },
  {
    name: 'system packages',
    text: lines`
      image: debian
      commands: [x]
      system:
        Memcached: 1.6.*
        openssl: [3]
        curl: 7.88!
      `,
    said: lines`
      dox.yml:5:12: error: "openssl" of "system" must be a package, such as memcached or "memcached: 1.6.*", not a list
          4 |   Memcached: 1.6.*
        > 5 |   openssl: [3]
            |            ^^^
      `,
  },
  {
    name: 'a system package of another architecture',
    text: lines`
      image: debian
      commands: [x]
      system: ["libc6:i386"]
      `,
    said: lines`
      dox.yml:3:10: error: "system": "libc6:i386" names an architecture: dox installs packages of the image's own only
          2 | commands: [x]
        > 3 | system: ["libc6:i386"]
            |          ^^^^^^^^^^^^
      `,
  },
  {
    name: 'names of system packages',
    text: lines`
      image: debian
      commands: [x]
      system: [Memcached, curl=7.88!, git, git]
      `,
    said: lines`
      dox.yml:3:10: error: "system": "Memcached" is not the name of a Debian package
          2 | commands: [x]
        > 3 | system: [Memcached, curl=7.88!, git, git]
            |          ^^^^^^^^^

      dox.yml:3:21: error: "system": "7.88!" is not a version; write 1.6.*, 3.8.0-11 or ">=3.0 <3.1"
          2 | commands: [x]
        > 3 | system: [Memcached, curl=7.88!, git, git]
            |                     ^^^^^^^^^^

      dox.yml:3:38: error: "system" has the package "git" twice
          2 | commands: [x]
        > 3 | system: [Memcached, curl=7.88!, git, git]
            |                                      ^^^
      `,
  },
  {
    name: 'a placeholder that the name does not give',
    text: lines`
      commands: [x]
      targets:
        py{39,311}: {image: "python:{2}"}
      `,
    said: lines`
      dox.yml:3:23: error: "image" in target "py{39,311}" must be the name of an image, such as debian:bookworm-slim, not "python:{2}"
          2 | targets:
        > 3 |   py{39,311}: {image: "python:{2}"}
            |                       ^^^^^^^^^^^^
        {1} is what the first pair of braces in the name of the target gives, as in py{39,311}
      `,
  },
  {
    name: 'YAML: a tab',
    text: 'image: debian\ncommands:\n\t- x\n',
    said: lines`
      dox.yml:3:1: error: YAML does not allow tabs as indentation
          2 | commands:
        > 3 |  - x
            | ^
        indent with blanks
      `,
  },
  {
    name: 'YAML: a colon too many',
    text: lines`
      image: debian
      prep: pip install: x
      `,
    said: lines`
      dox.yml:2:7: error: ": " makes a mapping of this text
          1 | image: debian
        > 2 | prep: pip install: x
            |       ^
        put the whole text in single quotes
      `,
  },
  {
    name: 'YAML: an open quotation mark',
    text: lines`
      image: debian
      commands: ["pytest]
      timeout: 5m
      `,
    said: lines`
      dox.yml:2:12: error: this quotation mark is not closed
          1 | image: debian
        > 2 | commands: ["pytest]
            |            ^
      `,
  },
  {
    name: 'YAML: two documents',
    text: lines`
      image: debian
      commands: [x]
      ---
      image: debian
      `,
    said: lines`
      dox.yml:3:1: error: a second YAML document begins here; dox reads one
          2 | commands: [x]
        > 3 | ---
            | ^^^
        remove the line "---"
      `,
  },
  {
    name: 'aliases without an anchor',
    text: lines`
      image: debian
      commands: *all
      prep: &prep [*prep]
      `,
    said: lines`
      dox.yml:2:11: error: the alias "*all" has no anchor above it
          1 | image: debian
        > 2 | commands: *all
            |           ^^^^
        anchor it first with &all, or put the text in single quotes

      dox.yml:3:14: error: the alias "*prep" stands inside its own anchor
          2 | commands: *all
        > 3 | prep: &prep [*prep]
            |              ^^^^^
      `,
  },
  {
    name: 'keys that are no text',
    text: lines`
      image: debian
      ? [a]
      : b
      : c
      commands: [x]
      `,
    said: lines`
      dox.yml:2:3: error: a key must be a text
          1 | image: debian
        > 2 | ? [a]
            |   ^^^
        if the line is one text, put all of it in single quotes

      dox.yml:4:1: error: a key must be a text
          3 | : b
        > 4 | : c
            | ^
        if the line is one text, put all of it in single quotes
      `,
  },
  {
    name: 'an empty "targets"',
    text: 'targets:\n',
    said: lines`
      dox.yml:1:1: error: "targets" is empty
        > 1 | targets:
            | ^^^^^^^
        name at least one:
        targets:
          unit:
            commands: [pytest]
      `,
  },
  {
    name: 'a target that is no mapping',
    text: lines`
      image: debian
      targets:
        unit: pytest
      `,
    said: lines`
      dox.yml:3:9: error: target "unit" must be a mapping
          2 | targets:
        > 3 |   unit: pytest
            |         ^^^^^^
        write its commands as "commands: …" below it
      `,
  },
  {
    name: 'an empty file',
    text: '',
    said: lines`
      dox.yml:1:1: error: the file is empty
        > 1 |
            | ^
        a first dox.yml:
        image: debian:bookworm-slim
        commands:
          - make test
      `,
  },
  {
    name: 'a file of comments',
    text: '# to do\n',
    said: lines`
      dox.yml:1:1: error: the file has nothing in it but comments
        > 1 | # to do
            | ^
        a first dox.yml:
        image: debian:bookworm-slim
        commands:
          - make test
      `,
  },
  {
    name: 'a file that is a list',
    text: '- make test\n',
    said: lines`
      dox.yml:1:1: error: the file must be a mapping of keys to values, not a list
        > 1 | - make test
            | ^^^^^^^^^^^
        a first dox.yml:
        image: debian:bookworm-slim
        commands:
          - make test
      `,
  },
  {
    name: 'a file without anything to run',
    text: 'project: shop\n',
    said: lines`
      dox.yml:1:1: error: there are no targets and no commands
        > 1 | project: shop
            | ^^^^^^^^^^^^^
        name at least one target:
        image: debian:bookworm-slim
        targets:
          unit:
            commands: [pytest]
      `,
  },
];

const onlyExisting = (path: string) => (path === '.' ? 'folder' : path === 'Dockerfile.test' ? 'file' : null);

describe('dox says, of a dox.yml with', () => {
  it.each(mistakes)('$name', ({ text, said }) => {
    expect(complaints(text, onlyExisting)).toBe(said);
  });
});

describe('dox refuses', () => {
  const hint = '  a dox.yml is a short YAML text in UTF-8\n';

  it.each([
    ['a binary file', Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0, 1), 'it is a binary file'],
    ['what is not UTF-8', Uint8Array.of(0x69, 0xff, 0xfe), 'it is not text in UTF-8'],
    ['a huge file', 'a'.repeat(600 * 1024), 'it is larger than 512 KiB'],
  ])('%s', (_, content, reason) => {
    expect(complaints(content)).toBe(`error: dox.yml cannot be read: ${reason}\n${hint}`);
  });

  it('anchors that explode, at once', () => {
    const level = (name: string, below: string) => `${name}: &${name} [${Array(9).fill(below).join(', ')}]`;
    const names = [...'abcdefghijklmnop'];
    const text = names.map((name, index) => level(name, index === 0 ? 'lol' : `*${names[index - 1]}`)).join('\n');
    const took = processorTime();
    const said = complaints(`${text}\nimage: x\ncommands: *p\n`);
    expect(said).toContain('dox.yml:1:1: error: the anchors of this file stand for more than a billion values\n');
    expect(took()).toBeLessThan(bounded);
  });

  it('deep nesting, without a stack overflow', () => {
    expect(complaints(`commands: ${'['.repeat(50_000)}`)).toContain('nested too deeply');
  });

  it('hundreds of mistakes, but shows a hundred', () => {
    const text = `image: x\ncommands: [x]\n${Array.from({ length: 300 }, (_, index) => `bad${index}: 1`).join('\n')}\n`;
    expect(complaints(text)).toMatch(/error: 200 more mistakes are not shown\n$/);
  });

  it('control characters of the file in its own words', () => {
    expect(complaints('image: x\ncommands: [x]\n"a\\e[31mb": 1\n')).not.toContain('\u001b');
    expect(complaints('image: x\ncommands: [x]\n\u001b[31m: 1\n')).not.toContain('\u001b');
  });
});
