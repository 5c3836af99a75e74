#!/bin/sh
# Starts SeaweedFS with an identity for each who calls, each with no more than it needs; nobody else may do anything.
# Its inner parts (master, volumes, filer), which ask for no key, listen inside this container only.
set -eu
umask 077

PRIVATE=${S3_BUCKET:?the name of the private bucket} SHELF=${S3_SHELF_BUCKET:?the name of the bucket that devices read}
: "${S3_PREPARE_SECRET:?}" "${S3_API_SECRET:?}" "${S3_MEDIA_SECRET:?}" "${S3_POSE_SECRET:?}" "${S3_EDGE_SECRET:?}"
folder=${S3_FOLDER:-/data}
identities=${S3_IDENTITIES:-/tmp/identities.json}

# name, its secret, what it may do
identity() {
    actions=$(printf '"%s",' $3)
    printf '{"name":"%s","credentials":[{"accessKey":"%s","secretKey":"%s"}],"actions":[%s]}' "$1" "$1" "$2" "${actions%,}"
}
own="Read:$PRIVATE Write:$PRIVATE List:$PRIVATE Tagging:$PRIVATE"
{
    printf '{"identities":['
    identity prepare "$S3_PREPARE_SECRET" "Admin"
    printf ','
    identity api "$S3_API_SECRET" "$own Read:$SHELF List:$SHELF"
    printf ','
    identity media "$S3_MEDIA_SECRET" "$own Read:$SHELF Write:$SHELF List:$SHELF Tagging:$SHELF"
    printf ','
    identity pose "$S3_POSE_SECRET" "$own"
    printf ','
    identity edge "$S3_EDGE_SECRET" "Read:$SHELF"
    printf ']}'
} >"$identities"

exec weed server -dir="$folder" -ip=127.0.0.1 -ip.bind=127.0.0.1 \
    -master.telemetry=false -master.port="${S3_MASTER_PORT:-9333}" -master.volumeSizeLimitMB=1024 \
    -volume.port="${S3_VOLUME_PORT:-8080}" -volume.max=0 -filer -filer.port="${S3_FILER_PORT:-8888}" \
    -s3 -s3.ip.bind="${S3_BIND:-0.0.0.0}" -s3.port="${S3_PORT:-8333}" -s3.config="$identities" \
    -s3.port.iceberg=0 -s3.port.lance=0 -s3.iam=false -s3.autoCreateBucket=false -s3.allowDeleteBucketNotEmpty=false
