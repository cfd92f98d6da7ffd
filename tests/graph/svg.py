"""Reads images with an XML parser and prints what is in them: {file: {texts, titles, nodes, edges, frames}}."""

import json
import sys
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"


def title(element):
    return element.findtext(f"{SVG}title")


def read(file):
    root = ElementTree.parse(file).getroot()
    marked = [element for element in root.iter() if "class" in element.attrib]

    def of_class(name):
        return [element for element in marked if name in element.get("class").split()]

    nodes = [
        {
            "node": int(element.get("data-node")),
            "title": title(element),
            "texts": [text.text for text in element.iter(f"{SVG}text")],
            "classes": element.get("class").split(),
        }
        for element in of_class("node")
    ]
    edges = [
        {
            "from": int(element.get("data-from")),
            "to": int(element.get("data-to")),
            "title": title(element),
            "classes": element.get("class").split(),
            "end": element.get("marker-end")[len("url(#") : -1],
        }
        for element in of_class("edge")
    ]
    return {
        "tag": root.tag,
        "title": title(root),
        "style": root.findtext(f"{SVG}style"),
        "frames": [int(element.get("data-stack")) for element in of_class("frame")],
        "nodes": nodes,
        "edges": edges,
        "markers": [element.get("id") for element in root.iter(f"{SVG}marker")],
        "tags": sorted({element.tag.removeprefix(SVG) for element in root.iter()}),
    }


print(json.dumps({file: read(file) for file in sys.argv[1:]}))
