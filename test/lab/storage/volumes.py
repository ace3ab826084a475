"""EC2's rules for volumes and snapshots that moto does not have, and their bytes: each call is done when both are."""

import threading
import time
from collections.abc import Callable
from typing import Any

from disks import Disks
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models.elastic_block_store import EBSBackend

lock = threading.RLock()


class Snapshots:
    """What becomes of snapshots: those that are `seconds` old have the `outcome` that is set when somebody looks."""

    seconds = 0.0
    outcome = "completed"
    refused = False  # whether no new one can be asked for


def install(disks: Disks, snapshots: type[Snapshots]) -> None:
    """Puts the rules and the disks under moto's API."""

    def settle(backend: Any) -> None:
        """What has become of things since the last call."""
        for snapshot in backend.snapshots.values():
            if snapshot.status == "pending" and time.monotonic() - snapshot.begun >= snapshots.seconds:
                snapshot.status = snapshots.outcome
        for volume in backend.volumes.values():
            if volume.attachment and volume.attachment.status == "busy" and not disks.busy(volume.id):
                let_go(backend, volume)

    def let_go(backend: Any, volume: Any) -> Any:
        attachment = volume.attachment
        if volume.id in disks.held:
            disks.detach(volume.id, host_of(attachment.instance))
        return forget(backend, volume.id, attachment.instance.id, attachment.device)

    forget = EBSBackend.detach_volume

    def over(name: str) -> Callable[[Callable[..., Any]], None]:
        """Replaces a method of moto's; the new one gets the old one first."""
        original = getattr(EBSBackend, name)

        def decorate(method: Callable[..., Any]) -> None:
            def replaced(backend: Any, *args: Any, **more: Any) -> Any:
                with lock:
                    settle(backend)
                    return method(original, backend, *args, **more)

            setattr(EBSBackend, name, replaced)

        return decorate

    @over("create_volume")
    def _create_volume(moto: Any, backend: Any, size: Any, zone_name: str, snapshot_id: Any = None, **more: Any) -> Any:
        size = int(size) if size else None
        snapshot = backend.get_snapshot(snapshot_id) if snapshot_id else None
        if snapshot and snapshot.status != "completed":
            raise EC2ClientError("IncorrectState", f"Snapshot {snapshot_id} is in invalid state - {snapshot.status}")
        if snapshot and size and size < snapshot.gib:
            text = f"Volume of size {size}GiB is smaller than snapshot '{snapshot_id}', expect size >= {snapshot.gib}GiB"
            raise EC2ClientError("InvalidParameterValue", text)
        size = size or (snapshot and snapshot.gib)
        volume = moto(backend, size, zone_name, snapshot_id, **more)
        try:
            disks.create(volume.id, volume.size, snapshot_id)
        except BaseException:
            del backend.volumes[volume.id]
            raise
        return volume

    @over("modify_volume")
    def _modify_volume(moto: Any, backend: Any, volume_id: str, target_size: Any = None, *more: Any, **named: Any) -> Any:
        volume = backend.get_volume(volume_id)
        size = int(target_size) if target_size else None
        if size and size < volume.size:
            raise EC2ClientError("InvalidParameterValue", "New size cannot be smaller than existing size")
        changed = moto(backend, volume_id, size, *more, **named)
        if size:
            disks.grow(volume_id, size)
        return changed

    @over("delete_volume")
    def _delete_volume(moto: Any, backend: Any, volume_id: str) -> Any:
        deleted = moto(backend, volume_id)
        disks.remove(volume_id)
        return deleted

    @over("attach_volume")
    def _attach_volume(moto: Any, backend: Any, volume_id: str, instance_id: str, device: str, *more: Any) -> Any:
        volume, instance = backend.get_volume(volume_id), backend.get_instance(instance_id)
        if volume.attachment:
            raise EC2ClientError("VolumeInUse", f"{volume_id} is already attached to an instance")
        if device in instance.block_device_mapping:
            text = f"Invalid value '{device}' for unixDevice. Attachment point {device} is already in use"
            raise EC2ClientError("InvalidParameterValue", text)
        if volume.availability_zone != instance.placement.zone:
            text = f"The volume '{volume_id}' is not in the same availability zone as instance '{instance_id}'"
            raise EC2ClientError("InvalidVolume.ZoneMismatch", text)
        attachment = moto(backend, volume_id, instance_id, device, *more)
        if device == instance.root_device_name:
            return attachment  # a host of the lab has its root already
        try:
            disks.attach(volume_id, host_of(instance))
        except BaseException:
            forget(backend, volume_id, instance_id, device)
            raise
        return attachment

    @over("detach_volume")
    def _detach_volume(_moto: Any, backend: Any, volume_id: str, instance_id: str | None, device: str | None) -> Any:
        volume = backend.get_volume(volume_id)
        attachment = volume.attachment
        if not attachment:
            raise EC2ClientError("IncorrectState", f"Volume '{volume_id}' is in the 'available' state.")
        if instance_id not in (None, attachment.instance.id) or device not in (None, attachment.device):
            text = f"The volume '{volume_id}' is not attached to instance '{instance_id}' as device '{device}'"
            raise EC2ClientError("InvalidAttachment.NotFound", text)
        if disks.busy(volume_id):  # a file system is mounted: EC2 waits for the instance to let go
            attachment.status = "busy"
            return attachment
        return let_go(backend, volume)

    @over("create_snapshot")
    def _create_snapshot(moto: Any, backend: Any, volume_id: str, *more: Any, **named: Any) -> Any:
        if snapshots.refused:
            text = "Maximum allowed active snapshot limit exceeded."
            raise EC2ClientError("ConcurrentSnapshotLimitExceeded", text)
        snapshot = moto(backend, volume_id, *more, **named)
        snapshot.gib = snapshot.volume.size  # moto would give the volume's size of later
        snapshot.begun = time.monotonic()
        snapshot.status = "pending"
        disks.copy(volume_id, snapshot.id)
        return snapshot

    @over("delete_snapshot")
    def _delete_snapshot(moto: Any, backend: Any, snapshot_id: str) -> Any:
        deleted = moto(backend, snapshot_id)
        disks.remove(snapshot_id)
        return deleted

    for name in ["describe_volumes", "describe_snapshots"]:

        @over(name)
        def _describe(moto: Any, backend: Any, *args: Any, **more: Any) -> Any:
            return moto(backend, *args, **more)

    for name in ["copy_snapshot", "create_snapshots"]:

        @over(name)
        def _refuse(_moto: Any, _backend: Any, *_args: Any, **_more: Any) -> Any:
            raise EC2ClientError("UnsupportedOperation", "The lab's block storage cannot do this.")


def host_of(instance: Any) -> str:
    """The lab's host that stands for the instance: its tag `Name`."""
    return next(tag["value"] for tag in instance.get_tags() if tag["key"] == "Name")
