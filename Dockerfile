# The gateway as a container. It runs the source that is copied in, translated once while the image is made.
FROM node:20-bookworm-slim

# Charts in reports are drawn on the server and need Chinese letters.
RUN apt-get update && apt-get install --yes --no-install-recommends fonts-wqy-microhei && rm -rf /var/lib/apt/lists/*

WORKDIR /opt/xianjie
COPY package.json package-lock.json .npmrc ./
# Optional packages stay: esbuild, which tsx needs, brings its program in one. No package script runs.
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force
COPY tsconfig.json ./
COPY schemas ./schemas
COPY db ./db
COPY src ./src
# Later users cannot write here; without this each start would translate anew, file by file.
RUN node src/xianjie.js --help >/dev/null

# Signing keys and materials; the gateway owns it, and nobody else reads it.
RUN install --directory --owner=node --group=node --mode=0711 /var/lib/xianjie
VOLUME /var/lib/xianjie

ENV NODE_ENV=production \
    XIANJIE_DATA_DIR=/var/lib/xianjie \
    XIANJIE_HOST=0.0.0.0 \
    XIANJIE_PORT=8731
USER node
EXPOSE 8731
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.XIANJIE_PORT}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "--max-semi-space-size=32", "src/xianjie.js"]
CMD ["serve"]
