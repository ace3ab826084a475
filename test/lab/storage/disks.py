"""The bytes of volumes and snapshots: image files that share their blocks, loop devices, device files in the lab's hosts."""

import os
import subprocess
from pathlib import Path

GIB = 1024**3


class Disks:
    """
    `folder` is on a file system with reflinks; `hosts` has a folder for each host of the lab, with the record `process` of
    its first process and, from here, the list `devices` (name, major, minor, volume) that its boot makes device files of.
    """

    def __init__(self, folder: Path, hosts: Path) -> None:
        self.folder = folder
        self.hosts = hosts
        self.held: dict[str, int] = {}  # volume → open descriptor of its loop device

    def image(self, name: str) -> Path:
        return self.folder / f"{name}.img"

    def create(self, volume: str, gib: int, snapshot: str | None) -> None:
        if snapshot:
            self.copy(snapshot, volume)
        with open(self.image(volume), "ab") as image:
            image.truncate(gib * GIB)

    def copy(self, source: str, target: str) -> None:
        """A copy of this moment: what a loop device has taken is in the file, what comes later is not in the copy."""
        run("cp", "--reflink=always", "--sparse=auto", self.image(source), self.image(target))

    def remove(self, name: str) -> None:
        self.image(name).unlink(missing_ok=True)

    def grow(self, volume: str, gib: int) -> None:
        os.truncate(self.image(volume), gib * GIB)
        if volume in self.held:
            run("losetup", "--set-capacity", self.loop(volume))

    def attach(self, volume: str, host: str) -> None:
        device = run("losetup", "--find", "--show", self.image(volume))
        # Held open here and given up at once: the kernel then removes it with the last who holds it, after a crash too.
        self.held[volume] = os.open(device, os.O_RDONLY)
        run("losetup", "--detach", device)
        rdev = os.stat(device).st_rdev
        taken = [line.split()[0] for line in self.devices(host)]
        name = next(f"nvme{n}n1" for n in range(1, 64) if f"nvme{n}n1" not in taken)
        self.write_devices(host, [*self.devices(host), f"{name} {os.major(rdev)} {os.minor(rdev)} {volume}"])
        if dev := self.dev(host):
            by_id = dev / "disk/by-id"
            by_id.mkdir(parents=True, exist_ok=True)
            os.mknod(dev / name, 0o060660, rdev)
            (by_id / link_name(volume)).symlink_to(f"../../{name}")

    def busy(self, volume: str) -> bool:
        """Whether a file system on it is mounted, wherever: that holds the device for itself alone."""
        if volume not in self.held:
            return False  # a root volume: it has no device of its own here
        try:
            os.close(os.open(self.loop(volume), os.O_RDONLY | os.O_EXCL))
        except OSError:
            return True
        return False

    def detach(self, volume: str, host: str) -> None:
        own = next(line for line in self.devices(host) if line.split()[3] == volume)
        self.write_devices(host, [line for line in self.devices(host) if line != own])
        if dev := self.dev(host):
            (dev / "disk/by-id" / link_name(volume)).unlink(missing_ok=True)
            (dev / own.split()[0]).unlink(missing_ok=True)
        os.close(self.held.pop(volume))

    def loop(self, volume: str) -> str:
        return os.readlink(f"/proc/self/fd/{self.held[volume]}")

    def devices(self, host: str) -> list[str]:
        file = self.hosts / host / "devices"
        return file.read_text().splitlines() if file.exists() else []

    def write_devices(self, host: str, lines: list[str]) -> None:
        (self.hosts / host / "devices").write_text("".join(f"{line}\n" for line in lines))

    def dev(self, host: str) -> Path | None:
        """The host's own /dev, or None while it is switched off."""
        try:
            pid, _, rest = (self.hosts / host / "process").read_text().partition(" ")
            now = Path(f"/proc/{pid}/stat").read_text()
            if rest.rsplit(")")[-1].split()[19] != now.rsplit(")")[-1].split()[19]:
                return None  # another process has its number
            child = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0]
            return Path(f"/proc/{child}/root/dev")
        except (OSError, IndexError):
            return None


def link_name(volume: str) -> str:
    """As udev names it on Nitro instances: docs.aws.amazon.com/ebs/latest/userguide/nvme-ebs-volumes.html"""
    return f"nvme-Amazon_Elastic_Block_Store_{volume.replace('-', '')}"


def run(*command: object) -> str:
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]}: {done.stderr.strip()}")
    return done.stdout.strip()
