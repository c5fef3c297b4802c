# The image of Plenum: the page is built, mediasoup's worker fetched or compiled, and only what the server needs at run time goes
# into the last stage. Both stages have the same base, because the worker uses its libraries.
#
#   docker build -t plenum .
#   docker run --network host -e ACCESS=open plenum
#
# docker-compose.yml runs it with all that belongs to it.

FROM node:26.10.0-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts \
 # Sources of the worker, which is made below, and what only browsers load.
 && rm -rf node_modules/mediasoup/worker node_modules/mediasoup-client

FROM node:26.10.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
# Before the rest, so that a change of the page does not compile a worker.
COPY server/lib server/lib
COPY server/media/worker-binary server/media/worker-binary
COPY scripts/worker-for-image.ts scripts/
RUN node scripts/worker-for-image.ts /worker
COPY tsconfig.json vite.config.ts vite.admin.config.ts vite.embed.config.ts ./
COPY server/protocol server/protocol
COPY client client
COPY scripts/build-client.ts scripts/
RUN node scripts/build-client.ts

FROM node:26.10.0-bookworm-slim
# The folders are there for volumes: a new one gets their owner.
RUN groupadd --gid 10001 plenum \
 && useradd --uid 10001 --gid plenum --no-create-home --home-dir /tmp plenum \
 && install -d -o plenum -g plenum -m 700 /run/plenum/token /run/plenum/turn /data /var/cache/plenum
WORKDIR /app
COPY --from=build /worker/lib /usr/local/lib/plenum
RUN echo /usr/local/lib/plenum > /etc/ld.so.conf.d/plenum.conf && ldconfig
COPY --from=build /worker/mediasoup-worker /usr/local/bin/
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/client/dist client/dist
COPY package.json LICENSE ./
COPY scripts scripts
COPY server server
COPY container/plenum.sh /usr/local/bin/plenum
ENV NODE_ENV=production \
    MEDIASOUP_WORKER_BIN=/usr/local/bin/mediasoup-worker \
    XDG_CACHE_HOME=/var/cache
USER 10001:10001
EXPOSE 3000/tcp 40000/udp 40000/tcp
HEALTHCHECK --interval=5s --timeout=5s --start-period=30s --retries=3 CMD ["plenum", "healthy"]
CMD ["plenum", "start"]
