#!/usr/bin/env python3
"""What the client asks of `docker`, without an engine: images are what is built from, and registries are an emulator's.

The address of the emulator is that of `TAP_TEST_ECR`. An image has nothing but the name of the folder of its file, so that a second build
gives the same digest. What it is asked to do is appended to `docker.log` in its home; the password that it is given is not.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import urllib.request
from pathlib import Path
from typing import Any

HOME = Path(os.environ["HOME"])
REGISTRY = "application/vnd.docker.distribution.manifest.v2+json"


def ecr(region: str, action: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """A call to ECR."""
    request = urllib.request.Request(
        os.environ["TAP_TEST_ECR"],
        json.dumps(arguments).encode(),
        {
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": f"AmazonEC2ContainerRegistry_V20150921.{action}",
            "Authorization": f"AWS4-HMAC-SHA256 Credential=testing/20260101/{region}/ecr/aws4_request, SignedHeaders=host, Signature=0",
        },
    )
    with urllib.request.urlopen(request) as answer:
        return dict(json.load(answer))


def place(tag: str) -> tuple[str, str, str]:
    """Region, repository and tag or digest of `ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY:TAG`."""
    registry, _, rest = tag.partition("/")
    repository, _, reference = rest.partition("@") if "@" in rest else rest.partition(":")
    return registry.split(".")[3], repository, reference


def put(tag: str, manifest: str) -> None:
    region, repository, reference = place(tag)
    ecr(region, "PutImage", {"repositoryName": repository, "imageTag": reference, "imageManifest": manifest})


def get(source: str) -> str:
    region, repository, reference = place(source)
    kind = "imageDigest" if reference.startswith("sha256:") else "imageTag"
    found = ecr(region, "BatchGetImage", {"repositoryName": repository, "imageIds": [{kind: reference}]})
    return str(found["images"][0]["imageManifest"])


def options(arguments: list[str], name: str) -> list[str]:
    return [value for option, value in zip(arguments, arguments[1:]) if option == name]


def main(arguments: list[str]) -> None:
    with (HOME / "docker.log").open("a") as log:
        print(*arguments, file=log)
    built = HOME / "docker-images.json"
    images = json.loads(built.read_text()) if built.exists() else {}
    match arguments:
        case ["login", "--username", _, "--password-stdin", _]:
            if not sys.stdin.read():
                sys.exit("error: there is no password")
        case ["logout", _]:
            pass
        case ["build", *rest]:
            [file] = options(rest, "--file")
            if not Path(file).is_file():
                sys.exit(f"error: there is no {file}")
            # What makes a digest: of the manifest as in AWS, or of its layers in moto.
            blob = {"size": 1, "digest": "sha256:" + hashlib.sha256(Path(file).parent.name.encode()).hexdigest()}
            config = {"mediaType": "application/vnd.docker.container.image.v1+json", **blob}
            layer = {"mediaType": "application/vnd.docker.image.rootfs.diff.tar.gzip", **blob}
            manifest = {"schemaVersion": 2, "mediaType": REGISTRY, "config": config, "layers": [layer]}
            images.update({tag: json.dumps(manifest) for tag in options(rest, "--tag")})
            built.write_text(json.dumps(images))
        case ["push", tag]:
            put(tag, images[tag])
        case ["buildx", "imagetools", "create", *rest]:
            [tag] = options(rest, "--tag")
            put(tag, get(rest[-1]))
        case _:
            sys.exit(f"error: docker {' '.join(arguments)} is nothing that the client is known to ask")


main(sys.argv[1:])
