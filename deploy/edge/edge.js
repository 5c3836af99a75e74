// The edge's two signatures. A device's: CloudFront's signed URLs and cookies with a custom policy, as
// POST /api/v1/channels/<channel>/access makes them. Its own, to the private bucket: AWS Signature Version 4.
// Nothing is remembered between requests, so a key that is added to or taken from the folder counts at once.

import hashing from 'crypto';
import fs from 'fs';

const NAME = /^[A-Za-z0-9_-]{1,64}$/;
/** The shelf's names need no escapes; nginx would resolve one, and dots, to another file than was signed for. */
const PLAIN = /^(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/;
const ENCODED = /^[A-Za-z0-9_~-]+$/;

/** Answers 204 to a request that may be served, 403 to another; for nginx's auth_request. */
async function access(r) {
    let allowed = !process.env.EDGE_KEYS;
    if (!allowed) {
        try {
            allowed = await isSigned(r);
        } catch (error) {
            r.error(`access: ${error}`); // unreadable keys or policies let nobody in
        }
    }
    r.return(allowed ? 204 : 403);
}

async function isSigned(r) {
    const url = r.variables.request_uri;
    if (!PLAIN.test(url.split('?')[0])) {
        return false;
    }
    const given = brought(url.indexOf('?') < 0 ? '' : url.slice(url.indexOf('?') + 1), r.headersIn.Cookie || '');
    if (!given || !NAME.test(given.key) || !ENCODED.test(given.policy) || !ENCODED.test(given.signature)) {
        return false;
    }
    const policy = decoded(given.policy);
    return (await verifies(given.key, policy, decoded(given.signature))) && permits(policy, address(r));
}

/** The three fields of a signed URL, or of signed cookies where the URL has none of them. */
function brought(query, cookies) {
    const inQuery = fields(query, '&', '');
    const found = inQuery.Policy || inQuery.Signature ? inQuery : fields(cookies, ';', 'CloudFront-');
    const complete = found.Policy && found.Signature && found['Key-Pair-Id'];
    return complete ? { policy: found.Policy, signature: found.Signature, key: found['Key-Pair-Id'] } : null;
}

function fields(text, separator, prefix) {
    const found = Object.create(null);
    text.split(separator).forEach((pair) => {
        const at = pair.indexOf('=');
        const name = pair.slice(0, at).trim();
        if (at > 0 && name.startsWith(prefix)) {
            found[name.slice(prefix.length)] = pair.slice(at + 1).trim();
        }
    });
    return found;
}

/** CloudFront writes base64 with other letters for `+`, `=` and `/`. */
function decoded(text) {
    return Buffer.from(text.replace(/-/g, '+').replace(/_/g, '=').replace(/~/g, '/'), 'base64');
}

async function verifies(key, policy, signature) {
    const path = `${process.env.EDGE_KEYS}/${key}.pem`;
    if (!fs.existsSync(path)) {
        return false;
    }
    const body = fs.readFileSync(path, 'utf8').replace(/-----[A-Z ]+-----/g, '').replace(/\s/g, '');
    const scheme = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-1' };
    const publicKey = await crypto.subtle.importKey('spki', Buffer.from(body, 'base64'), scheme, false, ['verify']);
    return crypto.subtle.verify(scheme, publicKey, signature, policy);
}

/** Whether a signed policy lets this address be read now. A condition that is not known here permits nothing. */
function permits(policy, url) {
    const statements = JSON.parse(policy.toString('utf8')).Statement;
    if (!Array.isArray(statements) || statements.length !== 1) {
        return false;
    }
    const condition = statements[0].Condition;
    if (Object.keys(condition).some((name) => name !== 'DateLessThan' && name !== 'DateGreaterThan')) {
        return false;
    }
    const now_s = Date.now() / 1000;
    const since_s = condition.DateGreaterThan ? condition.DateGreaterThan['AWS:EpochTime'] : 0;
    const until_s = condition.DateLessThan['AWS:EpochTime'];
    return Number.isInteger(until_s) && since_s <= now_s && now_s < until_s && covers(statements[0].Resource, url);
}

/** `*` stands for any text and `?` for one letter. */
function covers(resource, url) {
    const pattern = resource.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.');
    return new RegExp(`^${pattern}$`).test(url);
}

/** The address that a device asked for, as it is called from outside. */
function address(r) {
    return process.env.EDGE_URL.replace(/\/+$/, '') + r.variables.request_uri.split('?')[0];
}

/** The moment of a request to the store, in the one form that its signature knows. */
function date() {
    return new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
}

/**
 * The Authorization of a GET to the store. What may be asked for (nginx.conf) has only letters that need no
 * escape, and HEAD is asked as GET, so that the answer can be kept.
 */
function authorization(r) {
    const store = process.env.EDGE_STORE;
    const moment = r.variables.store_date;
    const region = process.env.EDGE_STORE_REGION;
    const scope = `${moment.slice(0, 8)}/${region}/s3/aws4_request`;
    const signed = 'host;x-amz-content-sha256;x-amz-date';
    const path = store.replace(/^https?:\/\/[^/]+/, '') + r.uri;
    const host = store.replace(/^https?:\/\//, '').split('/')[0];
    const headers = `host:${host}\nx-amz-content-sha256:UNSIGNED-PAYLOAD\nx-amz-date:${moment}\n`;
    const request = `GET\n${path}\n\n${headers}\n${signed}\nUNSIGNED-PAYLOAD`;
    const digest = hashing.createHash('sha256').update(request).digest('hex');
    const key = [moment.slice(0, 8), region, 's3', 'aws4_request'].reduce(
        (secret, word) => hmac(secret, word).digest(),
        `AWS4${process.env.EDGE_STORE_SECRET_KEY}`,
    );
    const signature = hmac(key, `AWS4-HMAC-SHA256\n${moment}\n${scope}\n${digest}`).digest('hex');
    const credential = `${process.env.EDGE_STORE_ACCESS_KEY}/${scope}`;
    return `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signed}, Signature=${signature}`;
}

function hmac(key, text) {
    return hashing.createHmac('sha256', key).update(text);
}

export default { access, authorization, date };
