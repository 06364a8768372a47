"""Charts as SVG made on the server: radar, strip of scores, dots with intervals, heat map, tile map, bars. Knows no
figure's origin.

Each chart has a title and a description that reads its values aloud, and is drawn with presentation attributes alone
(no style, no script, so that the strictest content security policy lets it stand): ink is `currentColor`, told apart
by shape, dash and lightness, so that it prints in grey and turns with dark mode. `charts.css` adds the page's colours
by class. The same markup is a picture file for the minutes. Lengths are CSS pixels; give a smaller `width` for phones.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import cos, pi, sin

from markupsafe import Markup, escape

from server.text.languages import SOURCE
from sessions.values.results import number

FONT = "system-ui, Noto Sans, sans-serif"
SMALL, NORMAL = 12, 13
LETTER = 0.56
"""The usual width of a letter, in font sizes; labels are cut by it."""
AROUND, BENEATH = 16, 18
"""Letters of a line of a name around a radar, and the height of one beneath it."""
TWO_LINES = 30
"""The height of a row whose label stands on two lines."""
READ_ALOUD = 40
"""A description lists the values of charts with at most so many rows; longer ones have a table behind them."""


@dataclass(frozen=True)
class Caption:
    """What a chart is called and says. `key` makes its ids on a page; `language` is that of its numbers."""

    key: str
    title: str
    description: str
    language: str = SOURCE
    places: int = 1  # the decimals of its figures: as many as the table beside it has

    def number(self, value: float | None, places: int | None = None) -> str:
        """A figure as the reader writes it, always with so many decimals; a dash for None."""
        return "–" if value is None else number(value, self.places if places is None else places, self.language)


@dataclass(frozen=True)
class Axis:
    """A scale to draw along, with a line every `step`."""

    low: float
    high: float
    step: float
    places: int = 0

    def ticks(self) -> list[float]:
        """Where the lines stand."""
        return [self.low + n * self.step for n in range(int((self.high - self.low) / self.step + 1e-9) + 1)]

    def at(self, value: float) -> float:
        """How far along a value lies, 0 to 1; beyond the ends is at the end."""
        return min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)

    def holds(self, value: float) -> bool:
        """Whether the value lies on the axis."""
        return self.low <= value <= self.high


@dataclass(frozen=True)
class Spoke:
    """One criterion of a radar; None was not scored."""

    label: str
    value: float | None
    median: float | None = None


@dataclass(frozen=True)
class Strip:
    """One criterion's single scores, one a panelist."""

    label: str
    values: Sequence[float]


@dataclass(frozen=True)
class Dot:
    """One row of a dot plot: `value` as a dot, `low` to `high` as a line; each may lack."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Bar:
    """One row of a bar chart; `part` of the bar is drawn full, the rest of it hollow (done, of what is planned)."""

    label: str
    value: float
    part: float | None = None


# - radar -


def radar(
    caption: Caption, spokes: Sequence[Spoke], axis: Axis, names: tuple[str, str], *, width: float = 460
) -> Markup:
    """Criteria around a circle: the regency's means as an area, the median as a dashed line.

    `names` are those of the two lines for the legend; an empty second one says that there are no medians. A criterion
    without a value leaves a gap and a dash. Where there is no room around the circle for the names, numbers stand there
    and the names beneath.
    """
    narrow = width < 420
    height = width * 0.8
    web = _Web(width / 2, height * 0.47, width * (0.31 if narrow else 0.24), axis, max(len(spokes), 1))
    lines = [("line", names[0]), ("dashes", names[1])] if names[1] else [("line", names[0])]
    labels = "".join(_spoke_label(web, n, spoke, caption) for n, spoke in enumerate(spokes))
    if narrow:
        labels, height = _spoke_list(web, spokes, caption, width, height + SMALL)
    legend, bottom = _legend(width, height - 12, lines)
    values = [spoke.value for spoke in spokes]
    medians = [spoke.median for spoke in spokes]
    parts = [
        _web(web, caption),
        _outline(web, medians, "quiet", dashed=True),
        _outline(web, values, "main", dashed=False),
        *(_dot(*web.at(n, value), 3.6, "main") for n, value in enumerate(values) if value is not None),
        labels,
        legend,
    ]
    spoken = (
        f"{s.label} {caption.number(s.value)}" + (f" ({names[1]} {caption.number(s.median)})" if names[1] else "")
        for s in spokes
    )
    return _svg(caption, width, bottom, parts, spoken, len(spokes))


@dataclass(frozen=True)
class _Web:
    x: float
    y: float
    radius: float
    axis: Axis
    spokes: int

    def at(self, spoke: float, value: float) -> tuple[float, float]:
        # the lowest value keeps a little distance from the centre, or all low criteria would be one point
        return self.beyond(spoke, 0.12 + 0.88 * self.axis.at(value))

    def beyond(self, spoke: float, share: float) -> tuple[float, float]:
        angle = 2 * pi * spoke / self.spokes - pi / 2
        return self.x + self.radius * share * cos(angle), self.y + self.radius * share * sin(angle)


def _web(web: _Web, caption: Caption) -> str:
    rings = [
        _path([web.at(n, tick) for n in range(web.spokes)], closed=True, stroke_opacity=0.22)
        for tick in web.axis.ticks()
    ]
    spokes = [_path([web.beyond(n, 0.12), web.beyond(n, 1)], stroke_opacity=0.22) for n in range(web.spokes)]
    ticks = [
        _text(web.x + 4, web.at(0, tick)[1] + 10, caption.number(tick, web.axis.places), "quiet", size=10)
        for tick in web.axis.ticks()
    ]
    return _group("line", *rings, *spokes) + "".join(ticks)


def _outline(web: _Web, values: Sequence[float | None], kind: str, *, dashed: bool) -> str:
    """The closed line through all values, or its pieces between the ones that are missing."""
    dash = "5 4" if dashed else None
    width = 1.5 if dashed else 2.2
    points = [None if value is None else web.at(n, value) for n, value in enumerate(values)]
    whole = [point for point in points if point is not None]
    if points and len(whole) == len(points):
        fill = 0 if dashed else 0.13
        return _path(whole, closed=True, class_=kind, stroke_width=width, stroke_dasharray=dash, fill_opacity=fill)
    pieces = [piece for piece in _pieces(points) if len(piece) > 1]
    return "".join(_path(piece, class_=kind, stroke_width=width, stroke_dasharray=dash) for piece in pieces)


def _pieces(points: Sequence[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    """Runs of known points around the circle, begun behind a gap so that none is cut at the top."""
    gaps = [n for n, point in enumerate(points) if point is None]
    first = gaps[0] if gaps else 0
    pieces: list[list[tuple[float, float]]] = [[]]
    for point in [*points[first:], *points[:first]]:
        if point is None:
            pieces.append([])
        else:
            pieces[-1].append(point)
    return pieces


def _spoke_label(web: _Web, n: int, spoke: Spoke, caption: Caption) -> str:
    """The criterion's name, wrapped, and its figure, outside of the web and growing away from it."""
    x, y = web.beyond(n, 1.13)
    across, down = (x - web.x) / web.radius, (y - web.y) / web.radius
    anchor = "middle" if abs(across) < 0.2 else "start" if across > 0 else "end"
    lines = [*_wrapped(spoke.label, AROUND), caption.number(spoke.value)]
    tall = (len(lines) - 1) * (SMALL + 1)
    top = y + 4 - tall * (1 - min(max(down, -1.0), 1.0)) / 2 + (6 if down > 0.6 else 0)
    last = len(lines) - 1
    return "".join(
        _text(x, top + n * (SMALL + 1), line, "strong" if n == last else "ink", anchor=anchor, size=SMALL)
        for n, line in enumerate(lines)
    )


def _beneath(n: int, label: str, line: float, width: float) -> str:
    """Whose a number is, on a line beneath the drawing."""
    number = _text(20, line, str(n + 1), "strong", anchor="end", size=SMALL)
    return number + _text(28, line, _cut(label, width - 76, SMALL), "ink", size=SMALL)


def _spoke_list(web: _Web, spokes: Sequence[Spoke], caption: Caption, width: float, top: float) -> tuple[str, float]:
    """Numbers around the web, and from `top` on a line each that says whose they are; and where the lines end."""
    parts = []
    for n, spoke in enumerate(spokes):
        x, y = web.beyond(n, 1.1)
        parts.append(_text(x, y + 4, str(n + 1), "strong", anchor="middle", size=SMALL))
        line = top + n * BENEATH
        parts.append(_beneath(n, spoke.label, line, width))
        parts.append(_text(width - 4, line, caption.number(spoke.value), "strong", anchor="end", size=SMALL))
    return "".join(parts), top + len(spokes) * BENEATH + BENEATH


# - strip of single scores -


def strip(caption: Caption, rows: Sequence[Strip], axis: Axis, names: tuple[str, str], *, width: float = 640) -> Markup:
    """Every single score as a dot, equal ones stacked, and each row's mean as an upright stroke with its figure.

    `names` say what a dot and a stroke are, for the legend.
    """
    frame = _Frame(width, _gutter([row.label for row in rows], width), 44, axis, len(rows), 34)
    parts = [_ruler(frame, caption)]
    for n, row in enumerate(rows):
        parts += [_row_label(frame, n, row.label), *_stacked(frame, n, row.values)]
        mean = sum(row.values) / len(row.values) if row.values else None
        if mean is not None:
            x, y = frame.x(mean), frame.y(n)
            parts.append(_path([(x, y - 14), (x, y + 14)], class_="time", stroke_width=2.6))
        parts.append(_text(width - 4, frame.y(n) + 4, caption.number(mean), "strong", anchor="end"))
    legend, bottom = _legend(width, frame.bottom + 34, [("dot", names[0]), ("stroke", names[1])])
    spoken = (f"{row.label} {', '.join(caption.number(v, axis.places) for v in row.values) or '–'}" for row in rows)
    return _svg(caption, width, bottom, [*parts, legend], spoken, len(rows))


def _stacked(frame: "_Frame", row: int, values: Sequence[float]) -> list[str]:
    counts: dict[float, int] = {}
    for value in sorted(values):
        counts[value] = counts.get(value, 0) + 1
    dots = []
    for value, count in counts.items():
        gap = min(9.0, 24 / max(count - 1, 1))
        ys = [frame.y(row) + gap * (n - (count - 1) / 2) for n in range(count)]
        dots += [_dot(frame.x(value), y, 4, "main", fill_opacity=0.75) for y in ys]
    return dots


# - dots with intervals -


def dots(
    caption: Caption,
    rows: Sequence[Dot],
    axis: Axis,
    names: Mapping[str, str],
    *,
    width: float = 720,
    reference: float | None = None,
) -> Markup:
    """Severities, or what else is compared, as dots along one axis, with intervals.

    `names` say what `dot` and `interval` are, for the legend; leave out what is not drawn. `reference` is an upright
    line, like zero among severities.
    """
    notes = any(row.note for row in rows)
    labels = [row.label for row in rows]
    right = 52 if notes else 14
    frame = _Frame(width, _gutter(labels, width), right, axis, len(rows), _row_height(labels, width, 20))
    parts = [_ruler(frame, caption, both_ends=len(rows) > 25)]
    if reference is not None:
        x = frame.x(reference)
        parts.append(_path([(x, frame.top), (x, frame.bottom)], class_="ink", stroke_width=1.4))
    for n, row in enumerate(rows):
        parts += [_row_label(frame, n, row.label), _interval(frame, n, row)]
        if row.value is not None:
            parts.append(_dot(frame.x(row.value), frame.y(n), 3.4, "main"))
        if row.note:
            parts.append(_text(width - 4, frame.y(n) + 4, row.note, "quiet", anchor="end", size=SMALL))
    legend, bottom = _legend(width, frame.bottom + 34, [(mark, names[mark]) for mark in _MARKS if mark in names])
    spoken = (f"{row.label} {_spoken_dot(row, caption)}" for row in rows)
    return _svg(caption, width, bottom, [*parts, legend], spoken, len(rows))


def _spoken_dot(row: Dot, caption: Caption) -> str:
    said = [caption.number(row.value)]
    if row.low is not None and row.high is not None:
        said.append(f"({caption.number(row.low)} – {caption.number(row.high)})")
    return " ".join(said)


def _interval(frame: "_Frame", n: int, row: Dot) -> str:
    """The line from low to high, with a cap at each end that is on the axis."""
    if row.low is None or row.high is None:
        return ""
    left, right, y = frame.x(row.low), frame.x(row.high), frame.y(n)
    caps = [
        _path([(frame.x(end), y - 3.5), (frame.x(end), y + 3.5)], class_="time", stroke_width=1.6)
        for end in (row.low, row.high)
        if frame.axis.holds(end)
    ]
    return _path([(left, y), (right, y)], class_="time", stroke_width=1.6) + "".join(caps)


# - heat map -


@dataclass(frozen=True)
class Column:
    """One criterion of a heat map; columns of another `group` than the one before stand a little apart."""

    label: str
    group: str = ""


def heat_map(
    caption: Caption,
    rows: Sequence[tuple[str, Sequence[float | None]]],
    columns: Sequence[Column],
    axis: Axis,
    missing: str,
    *,
    width: float = 720,
) -> Markup:
    """Rows (label, values) by columns, in five shades: the more, the stronger the ink; a stroke for a missing value.

    One path a shade keeps 514 regencies by 11 criteria small. `missing` is the legend's word for a missing value.
    Where the columns' names would run into each other, numbers stand above them and the names beneath.
    """
    narrow = width < 420
    head, beside = (24.0, 4.0) if narrow else (HEAD, 60.0)
    gutter = _gutter([label for label, _ in rows], width)
    spots = _spots(columns, gutter, width - gutter - beside)
    frame, name = _Frame(width, gutter, 0, axis, len(rows), CELL, head), _numbered if narrow else _slanted
    parts = [
        *_shaded(rows, spots, axis, head),
        *(_row_label(frame, n, label) for n, (label, _) in enumerate(rows)),
        *(name((left + right) / 2, head - 6, n, columns[n].label) for n, (left, right) in enumerate(spots)),
    ]
    bottom = head + len(rows) * CELL
    lines = 1 if width >= 520 else 2
    parts.append(_shade_legend(width * 0.05, bottom + 14, axis, missing, caption, lines))
    bottom += 18 + 18 * lines
    if narrow:
        parts += [_beneath(n, one.label, bottom + (n + 1) * BENEATH, width) for n, one in enumerate(columns)]
        bottom += (len(columns) + 1) * BENEATH
    spoken = (f"{label} {', '.join(caption.number(v) for v in values)}" for label, values in rows)
    return _svg(caption, width, bottom, parts, spoken, len(rows))


HEAD, CELL, SHADES = 104.0, 16.0, 5


def _spots(columns: Sequence[Column], left: float, room: float) -> list[tuple[float, float]]:
    """Where each column begins and ends; a gap between groups."""
    breaks = [0, *(int(a.group != b.group) for a, b in pairwise(columns))]
    wide = (room - 6 * sum(breaks)) / max(len(columns), 1)
    lefts = [left + n * wide + 6 * gap for n, gap in enumerate(accumulate(breaks))][: len(columns)]
    return [(x, x + wide - 1) for x in lefts]


def _shaded(
    rows: Sequence[tuple[str, Sequence[float | None]]], spots: Sequence[tuple[float, float]], axis: Axis, head: float
) -> list[str]:
    """One path for the cells of each shade, and one for the strokes of what is missing."""
    shades: dict[int, list[str]] = {}
    blanks = []
    for row, (_, values) in enumerate(rows):
        y = head + row * CELL
        for (left, right), value in zip(spots, values, strict=True):
            if value is None:
                blanks.append(f"M{_n((left + right) / 2 - 3)} {_n(y + 11)}l6 -6")
            else:
                cell = f"M{_n(left)} {_n(y)}H{_n(right)}v{_n(CELL - 1)}H{_n(left)}z"
                shades.setdefault(_shade(axis, value), []).append(cell)
    drawn = [_cells("".join(cells), shade) for shade, cells in sorted(shades.items())]
    strokes = _element("path", d="".join(blanks), fill="none", stroke="currentColor", class_="quiet")
    return [*drawn, strokes] if blanks else drawn


def _shade(axis: Axis, value: float) -> int:
    return min(int(axis.at(value) * SHADES), SHADES - 1)


def _strength(shade: int) -> float:
    return 0.06 + 0.86 * shade / (SHADES - 1)


def _cells(path: str, shade: int) -> str:
    return _element("path", d=path, fill="currentColor", fill_opacity=_strength(shade), class_="cell")


def _numbered(x: float, y: float, n: int, _label: str) -> str:
    return _text(x, y, str(n + 1), "strong", anchor="middle", size=11)


def _slanted(x: float, y: float, _n_th: int, label: str) -> str:
    turned = f"rotate(-58 {_n(x)} {_n(y)})"
    return _text(x, y, _cut(label, 120, 11), "ink", size=11, transform=turned)


def _shade_legend(x: float, y: float, axis: Axis, missing: str, caption: Caption, lines: int) -> str:
    """What each shade begins at, and the mark of what is missing: beside them, or on a second line."""
    apart, parts = 62.0, []
    for shade in range(SHADES):
        left = x + shade * apart
        low = axis.low + (axis.high - axis.low) * shade / SHADES
        parts.append(_cells(f"M{_n(left)} {_n(y)}h14v12h-14z", shade))
        parts.append(_text(left + 18, y + 10, f"≥ {caption.number(low)}", "quiet", size=11))
    left, line = (x + SHADES * apart, y) if lines == 1 else (x, y + 18)
    parts.append(_path([(left + 4, line + 10), (left + 10, line + 4)], class_="quiet"))
    return "".join([*parts, _text(left + 18, line + 10, missing, "quiet", size=11)])


# - tile map -


@dataclass(frozen=True)
class Tile:
    """One place of a map of equal tiles: where it stands, its class from 0 (None: nothing to show) and its figure."""

    label: str
    column: int
    row: int
    shade: int | None
    value: float | None
    spoken: str = ""


def tile_map(
    caption: Caption, tiles: Sequence[Tile], lows: Sequence[float], missing: str, *, width: float, columns: int
) -> Markup:
    """Places as tiles of one size, the higher the stronger the ink, each with its name and figure, so that the map
    says the same in grey. A map broader than `columns` goes on beneath. `lows` say where each class begins, `missing`
    what an empty tile means."""
    side = width / columns
    bands = [[one for one in tiles if one.column // columns == n] for n in range(_last(tiles, "column") // columns + 1)]
    parts, top = [], 0.0
    for band in bands:
        if band:
            first = min(one.row for one in band)
            parts += [
                _tile(one, (one.column % columns) * side, top + (one.row - first) * side, side, caption) for one in band
            ]
            top += (_last(band, "row") - first + 1) * side + side / 4
    legend, bottom = _class_legend(lows, missing, caption, width, top + 6)
    spoken = (f"{one.spoken or one.label} {caption.number(one.value)}" for one in tiles if one.value is not None)
    return _svg(caption, width, bottom, [*parts, legend], spoken, len(tiles))


def _last(tiles: Sequence[Tile], along: str) -> int:
    return max((getattr(one, along) for one in tiles), default=0)


def _tile(one: Tile, x: float, y: float, side: float, caption: Caption) -> str:
    """A square with the name above its figure; only outlined where there is nothing to show."""
    gap, size = side * 0.03, 10.0 if side < 50 else 13.0
    box = {"x": x + gap, "y": y + gap, "width": side - 2 * gap, "height": side - 2 * gap, "rx": 3.0}
    if one.shade is None:
        drawn = _element("rect", fill="none", stroke="currentColor", stroke_opacity=0.35, class_="quiet", **box)
    else:
        drawn = _element("rect", fill="currentColor", fill_opacity=TILE_SHADES[one.shade], class_="cell", **box)
        drawn += _element("rect", fill="none", stroke="currentColor", stroke_opacity=0.35, class_="cell", **box)
    middle, kind = x + side / 2, "quiet" if one.shade is None else "ink"
    name = _text(middle, y + side * 0.42, one.label, kind, anchor="middle", size=size)
    figure = _text(middle, y + side * 0.72, caption.number(one.value), "strong", anchor="middle", size=size + 2)
    return drawn + name + (figure if one.value is not None else "")


TILE_SHADES = (0.05, 0.14, 0.24, 0.34, 0.45)
"""Ink on the strongest of them is still read with 4.5:1, in light, dark and print."""


def _class_legend(lows: Sequence[float], missing: str, caption: Caption, width: float, y: float) -> tuple[str, float]:
    """Where each class begins and what an outline means, in as many lines as they need; and where the picture ends."""
    x, parts = 0.0, []
    entries = [(n, f"≥ {caption.number(low)}") for n, low in enumerate(lows)] + [(-1, missing)]
    for shade, told in entries:
        wide = 34 + len(told) * SMALL * LETTER
        if x and x + wide > width:
            x, y = 0.0, y + 20
        mark = {"x": x + 1, "y": y + 1, "width": 16.0, "height": 12.0}
        fill = {"fill": "none"} if shade < 0 else {"fill": "currentColor", "fill_opacity": TILE_SHADES[shade]}
        parts.append(_element("rect", stroke="currentColor", stroke_opacity=0.35, class_="cell", **fill, **mark))
        parts.append(_text(x + 22, y + 11, told, "quiet", size=SMALL))
        x += wide
    return "".join(parts), y + 20


# - bars -


def bars(caption: Caption, rows: Sequence[Bar], *, width: float = 640, names: tuple[str, str] | None = None) -> Markup:
    """Loads as bars from zero with their figures. `names` are those of the full and of the hollow part."""
    top = max((row.value for row in rows), default=1) or 1
    frame = _Frame(width, _gutter([row.label for row in rows], width), 70, Axis(0, top, top), len(rows), 24)
    parts = []
    for n, row in enumerate(rows):
        said = caption.number(row.value, 0)
        if row.part is not None:
            said = f"{caption.number(row.part, 0)} / {said}"
            parts.append(_bar(frame, n, row.value, hollow=True))
        parts += [
            _row_label(frame, n, row.label),
            _bar(frame, n, row.value if row.part is None else row.part),
            _text(frame.x(row.value) + 6, frame.y(n) + 4, said, "strong", size=SMALL),
        ]
    entries = [("full", names[0]), ("hollow", names[1])] if names else []
    legend, bottom = _legend(width, frame.bottom + 18, entries)
    spoken = (f"{row.label} {caption.number(row.value, 0)}" for row in rows)
    return _svg(caption, width, bottom, [*parts, legend], spoken, len(rows))


def _bar(frame: "_Frame", row: int, value: float, *, hollow: bool = False) -> str:
    box = {"x": frame.left, "y": frame.y(row) - 8, "width": max(frame.x(value) - frame.left, 0.0), "height": 16.0}
    return _box(box, hollow=hollow)


def _box(box: Mapping[str, float], *, hollow: bool) -> str:
    if hollow:
        return _element("rect", fill="none", stroke="currentColor", stroke_width=1.2, class_="main", **box)
    return _element("rect", fill="currentColor", class_="main", **box)


# - what charts are made of -


@dataclass(frozen=True)
class _Frame:
    """Rows of equal height to the right of a gutter for labels; `right` is kept free for figures."""

    width: float
    left: float
    right: float
    axis: Axis
    rows: int
    row: float
    top: float = 26

    @property
    def bottom(self) -> float:
        return self.top + self.rows * self.row

    def x(self, value: float) -> float:
        return self.left + self.axis.at(value) * (self.width - self.left - self.right - 8)

    def y(self, row: int) -> float:
        return self.top + (row + 0.5) * self.row


def _gutter(labels: Iterable[str], width: float) -> float:
    longest = max((len(label) for label in labels), default=0)
    return min(longest * SMALL * LETTER + 16, width * 0.42)


def _ruler(frame: _Frame, caption: Caption, *, both_ends: bool = True) -> str:
    """The axis: a line at every tick, its figure above and, where there is room for rows, below."""
    lines, figures = [], []
    for tick in frame.axis.ticks():
        x, said = frame.x(tick), caption.number(tick, frame.axis.places)
        lines.append(_path([(x, frame.top), (x, frame.bottom)], stroke_opacity=0.22))
        ends = [frame.top - 8, frame.bottom + 14] if both_ends and frame.rows else [frame.top - 8]
        figures += [_text(x, y, said, "quiet", anchor="middle", size=11) for y in ends]
    return _group("line", *lines) + "".join(figures)


def _row_height(labels: Iterable[str], width: float, usual: float) -> float:
    """How tall a row is: taller where a label needs a second line."""
    labels = list(labels)
    room = _gutter(labels, width) - 12
    return max(usual, TWO_LINES) if any(_cut(label, room, SMALL) != label for label in labels) else usual


def _row_label(frame: _Frame, row: int, label: str) -> str:
    """The row's name before it, on two lines where the rows leave room for them."""
    x, y, room = frame.left - 10, frame.y(row), frame.left - 12
    lines = _wrapped(label, int(room / (SMALL * LETTER)))
    if frame.row < TWO_LINES or len(lines) == 1:
        return _text(x, y + 4, _cut(" ".join(lines), room, SMALL), "ink", anchor="end", size=SMALL)
    above, below = lines[0], _cut(" ".join(lines[1:]), room, SMALL)
    return "".join(_text(x, y + n, line, "ink", anchor="end", size=SMALL) for n, line in ((-2, above), (11, below)))


def _cut(label: str, room: float, size: float) -> str:
    fits = int(room / (size * LETTER))
    return label if len(label) <= fits else label[: max(fits - 1, 1)].rstrip() + "…"


def _wrapped(label: str, letters: int) -> list[str]:
    lines = [""]
    for word in label.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > letters:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


_MARKS = ("dot", "interval")


def _legend(width: float, y: float, entries: Sequence[tuple[str, str]]) -> tuple[str, float]:
    """Marks with their names in centred lines, the first with its foot at `y`; and where the picture may end."""
    parts = []
    for line in _lines(entries, width):
        x = (width - sum(map(_entry_width, line))) / 2
        for entry in line:
            parts += [_mark(entry[0], x, y - 4), _text(x + 26, y, entry[1], "quiet", size=SMALL)]
            x += _entry_width(entry)
        y += 18
    return "".join(parts), y - 6


def _entry_width(entry: tuple[str, str]) -> float:
    return 38 + len(entry[1]) * SMALL * LETTER


def _lines(entries: Sequence[tuple[str, str]], width: float) -> list[list[tuple[str, str]]]:
    lines: list[list[tuple[str, str]]] = []
    room = 0.0
    for entry in entries:
        if not lines or room < _entry_width(entry):
            lines.append([])
            room = width
        lines[-1].append(entry)
        room -= _entry_width(entry)
    return lines


def _mark(mark: str, x: float, y: float) -> str:
    if mark == "dot":
        return _dot(x + 16, y, 3.8, "main")
    if mark in ("full", "hollow"):
        return _box({"x": x + 6, "y": y - 5, "width": 16, "height": 10}, hollow=mark == "hollow")
    if mark == "stroke":
        return _path([(x + 16, y - 6), (x + 16, y + 6)], class_="time", stroke_width=2.6)
    kind = {"interval": "time", "dashes": "quiet"}.get(mark, "main")
    dash = "5 4" if mark == "dashes" else None
    return _path([(x, y), (x + 20, y)], class_=kind, stroke_width=2, stroke_dasharray=dash)


def _dot(x: float, y: float, radius: float, kind: str, **more: float) -> str:
    return _element("circle", cx=x, cy=y, r=radius, fill="currentColor", class_=kind, **more)


def _path(points: Sequence[tuple[float, float]], *, closed: bool = False, **more: str | float | None) -> str:
    d = "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points) + ("Z" if closed else "")
    fill = "currentColor" if more.get("fill_opacity") else "none"
    return _element("path", d=d, fill=fill, stroke="currentColor", **more)


def _text(x: float, y: float, text: str, kind: str, *, anchor: str = "start", size: float = NORMAL, **more: str) -> str:
    weight = "600" if kind == "strong" else None
    return _element(
        "text",
        text,
        x=x,
        y=y,
        text_anchor=anchor,
        font_size=size,
        font_weight=weight,
        fill="currentColor",
        fill_opacity=0.75 if kind == "quiet" else None,
        class_=kind,
        **more,
    )


def _group(kind: str, *children: str) -> str:
    return f'<g class="c-{kind}">{"".join(children)}</g>'


def _svg(
    caption: Caption, width: float, height: float, parts: Iterable[str], spoken: Iterable[str], rows: int
) -> Markup:
    """The whole picture; `spoken` are the rows' values for the description, read where there are not too many."""
    listed = "; ".join(spoken) if rows <= READ_ALOUD else ""
    described = " ".join(text for text in (caption.description, f"{listed}." if listed else "") if text)
    key = escape(caption.key)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" width="{_n(width)}" height="{_n(height)}" '
        f'viewBox="0 0 {_n(width)} {_n(height)}" aria-labelledby="{key}-title {key}-desc" font-family="{FONT}">'
        f'<title id="{key}-title">{escape(caption.title)}</title>'
        f'<desc id="{key}-desc">{escape(described)}</desc>'
    )
    return Markup(head + "".join(parts) + "</svg>")  # every text went through escape


def _element(name: str, text: str | None = None, /, **attributes: str | float | None) -> str:
    """One element; `stroke_width` is written as SVG writes it, `class_="main"` as the class `c-main` (a page may have
    a `main` of its own), None is left out."""
    if "class_" in attributes:
        attributes["class_"] = f"c-{attributes['class_']}"
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value if isinstance(value, str) else _n(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}/>" if text is None else f"<{name}{written}>{escape(text)}</{name}>"


def _n(value: float) -> str:
    """A length as short as two decimals allow."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.0f}"
