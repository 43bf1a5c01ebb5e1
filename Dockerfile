# The image: a runtime linked for Skein, on a small system. Built from the sources, tested by packaging/test.
#
#   docker build -t skein .
#   docker run -p 8080:8080 -v "$PWD/my.conf:/etc/skein/skein.conf:ro" skein
#
# docs/install.md says more: capabilities for virtual addresses, data, health.

FROM maven:3.9-eclipse-temurin-25 AS build
# For the capabilities below: sets them, and is in no image of a JDK.
RUN command -v setcap >/dev/null \
 || { apt-get update -q && apt-get install -y -q --no-install-recommends libcap2-bin && rm -rf /var/lib/apt/lists/*; }
WORKDIR /build
COPY . .
# Without what only a tarball needs: the start-up cache below is made for all of Skein's processes.
RUN packaging/package --tree /opt/skein \
 && rm -r /opt/skein/runtime/lib/server/classes.jsa /opt/skein/docs /opt/skein/systemd

# What the JDK's own image is based on, so that tools of both fit each other.
FROM ubuntu:24.04
RUN groupadd --gid 10001 skein \
 && useradd --uid 10001 --gid skein --no-create-home --home-dir /var/lib/skein --shell /usr/sbin/nologin skein \
 && install -d -o skein -g skein -m 750 /var/lib/skein /etc/skein /etc/skein/tls \
 && ln -s /opt/skein/skein /usr/local/bin/skein
COPY --from=build /opt/skein /opt/skein
COPY --from=build /usr/sbin/setcap /opt/skein/lib/setcap
COPY packaging/docker/skein.conf /etc/skein/skein.conf
# The start-up cache, made where it is used. Then what gives the keeper of virtual addresses its two capabilities: a user
# other than root has none in a container but those that lie on a file. Only permitted, not effective, so that it starts
# in a container without them, too, and the launcher can say what is missing. Last, since copying would lose them.
RUN /opt/skein/skein prepare && rm -f /opt/skein/lib/launcher-train.log \
 && cp /usr/bin/setpriv /opt/skein/lib/grant && chown root:skein /opt/skein/lib/grant && chmod 750 /opt/skein/lib/grant \
 && /opt/skein/lib/setcap cap_net_admin,cap_net_raw=p /opt/skein/lib/grant

USER 10001:10001
WORKDIR /var/lib/skein
VOLUME /var/lib/skein
EXPOSE 8080 9090
# Without curl and without a JVM.
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=3 CMD ["skein", "healthcheck"]
# The node's own drain timeout must fit into what is left of this.
STOPSIGNAL SIGTERM
ENTRYPOINT ["skein"]
CMD ["run", "-c", "/etc/skein/skein.conf"]
