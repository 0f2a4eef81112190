// README.txt of a bundle: what this is, and how to check it with common programs where Xianjie is not at hand.

export const readme = `移送案件证明包（衔接）
====================

本压缩包由行刑衔接平台（衔接）为一个移送案件生成，脱离平台即可核验：材料、程序记录（含封存字节、盐值与哈希链）、
回执、文书、各方签名请求原文、公钥和清单。每个文件的大小与摘要都列在 manifest.json 中，清单由平台签名。
凡对持有人保密的记录，只留有其承诺值（commitment）与链接（link），不含内容。

用衔接核验（不联网、不需数据库）：

    xianjie verify 本文件.zip --issuer 平台公钥.jwks.json

平台公钥应事先从平台的 /.well-known/jwks.json 取得并自行保管；包内 keys/ 中的公钥仅供参考，不能自证。

不用衔接核验（在解压后的目录中）：

 1. 文件摘要：
        sha256sum -c SHA256SUMS
    并核对 manifest.json 的 files 与 SHA256SUMS 一致。
 2. 清单签名（ES256，RFC 7515 附录 F；manifest.der 与 manifest.jws 为同一签名的两种写法）：
        (cut -d. -f1 manifest.jws | tr -d '\\n'; printf .; base64 -w0 manifest.json | tr '+/' '-_' | tr -d '=') > signed
        openssl dgst -sha256 -verify manifest.pem -signature manifest.der signed
    manifest.pem 应与事先取得的平台公钥相同。
 3. 哈希链（chain.json）：commitment = SHA-256（salt 的 16 字节 + events/N.json 的字节）；
    link = SHA-256（"xianjie/link/1\\n" + 前一 link + commitment）；
    首个前一 link = SHA-256（"xianjie/case/1\\n" + 案件编号）。
        (printf '盐值十六进制' | xxd -r -p; cat events/000001.json) | sha256sum
 4. 回执（receipts/*.jws）为普通 JWS，可用任何 JOSE 程序以平台公钥核验。

Transfer bundle (Xianjie)
=========================

The gateway made this archive for one transferred case. It can be checked without the gateway: materials, entries with
the bytes that were sealed, their salts and the chain, receipts, letters, the requests that clients signed, public keys
and a manifest. manifest.json lists the size and the digests of every file, and the gateway signed it. Of entries that
are sealed from the holder there is the bare commitment and the link, nothing else.

With Xianjie (no network, no database):

    xianjie verify THIS.zip --issuer GATEWAY.jwks.json

Take the gateway's keys from its /.well-known/jwks.json beforehand and keep them yourself: the keys inside prove nothing
about themselves.

Without Xianjie (in the directory where it was unpacked):

 1. The files:               sha256sum -c SHA256SUMS   (and compare it with "files" in manifest.json)
 2. The manifest's signature (ES256, RFC 7515 appendix F; manifest.der is the signature of manifest.jws as OpenSSL wants it):
        (cut -d. -f1 manifest.jws | tr -d '\\n'; printf .; base64 -w0 manifest.json | tr '+/' '-_' | tr -d '=') > signed
        openssl dgst -sha256 -verify manifest.pem -signature manifest.der signed
    manifest.pem must be the key that you took from the gateway.
 3. The chain (chain.json):  commitment = SHA-256(16 bytes of salt, bytes of events/N.json);
    link = SHA-256("xianjie/link/1\\n", former link, commitment); before the first: SHA-256("xianjie/case/1\\n", case id).
        (printf 'SALT IN HEX' | xxd -r -p; cat events/000001.json) | sha256sum
 4. Receipts (receipts/*.jws) are compact JWS; any JOSE program checks them with the gateway's key.
`
