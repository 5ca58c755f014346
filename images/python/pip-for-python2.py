"""Debian's pip 20.3.4 is for Python 2 too, but for two lines of its last security updates (CVE-2023-5752, CVE-2025-8869).
Its wheel is what virtualenv puts into environments of Python 2.7, so these are written here in words that both know."""
import glob
import zipfile

lines = [
    (b'[f"-r={rev}"]', b'["-r=" + rev]'),
    (b"(tar: tarfile.TarFile, tarinfo: tarfile.TarInfo) -> bool:", b"(tar, tarinfo):"),
]
for path in glob.glob("/usr/share/python-wheels/pip-20.*.whl"):
    with zipfile.ZipFile(path) as wheel:
        files = [(info, wheel.read(info)) for info in wheel.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for info, content in files:
            for old, new in lines:
                content = content.replace(old, new)
            wheel.writestr(info, content)
