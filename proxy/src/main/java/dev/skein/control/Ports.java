package dev.skein.control;

import dev.skein.snapshot.Snapshots;

/** Where control's decisions go: the requests' picture, the checks, the look-ups. */
public record Ports(Snapshots snapshots, Probing probing, NameWatch names) {}
