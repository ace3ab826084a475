import type { ResourceRule } from "../pack/rule.ts";

export const imagesPinned: ResourceRule = {
  name: "images-pinned",
  level: "mandatory",
  description: "Checks that every image is pulled by its digest, so that a tag moved in a registry changes nothing.",
  source:
    "[Docker, pin base image versions](https://docs.docker.com/build/building/best-practices/#pin-base-image-versions); the release process's lock of images",
  type: "docker:index/remoteImage:RemoteImage",
  resource: ({ props }) =>
    typeof props.name === "string" && /@sha256:[0-9a-f]{64}$/.test(props.name)
      ? []
      : ["name: expected an image with its digest, name@sha256:…, got one without; run `make lock` and use the digest"],
};
