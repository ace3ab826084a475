import type { TokenForm } from "./tokens.ts";

// Sources: the issuers' pages on their token formats, and GitHub's "Supported secret scanning patterns".
// Lengths are lower bounds where an issuer has changed them before.

export const codeTokens: readonly TokenForm[] = [
  { rule: "github-token", pattern: /\bgh[pousr]_[A-Za-z0-9]{30,255}/g },
  { rule: "github-token", pattern: /\bgithub_pat_\w{30,255}/g },
  {
    rule: "gitlab-token",
    pattern: /\bgl(?:pat|ptt|dt|rt|ft|soat|cbt|agent|imt|oas|ffct|wt)-[\w-]{16,}(?:\.[\w.-]{4,})?/g,
  },
  { rule: "gitlab-token", pattern: /\bGR1348941[\w-]{20,}/g },
  { rule: "bitbucket-token", pattern: /\bATBB[A-Za-z0-9]{24,}/g },
  { rule: "atlassian-token", pattern: /\bAT(?:ATT|CTT)3x[\w=-]{50,}/g },
  { rule: "npm-token", pattern: /\bnpm_[A-Za-z0-9]{30,}/g },
  { rule: "pypi-token", pattern: /\bpypi-[\w-]{50,}/g },
  { rule: "rubygems-token", pattern: /\brubygems_[a-f0-9]{40,}/g },
  { rule: "cargo-token", pattern: /\bcio[A-Za-z0-9]{32}\b/g },
  { rule: "nuget-key", pattern: /\boy2[a-z0-9]{43}\b/g },
  { rule: "docker-token", pattern: /\bdckr_(?:pat|oat)_[\w-]{20,}/g },
  { rule: "jfrog-token", pattern: /\bAKCp\d?[A-Za-z0-9]{60,}/g },
  { rule: "sonar-token", pattern: /\bsq[pua]_[a-f0-9]{40}\b/g },
  { rule: "circleci-token", pattern: /\bCCI(?:PAT|PRJ)_[A-Za-z0-9]{20,}_[a-f0-9]{30,}/g },
  { rule: "buildkite-token", pattern: /\bbk(?:ua|at|ct|cj)_[A-Za-z0-9]{30,}/g },
  { rule: "postman-key", pattern: /\bPMAK-[a-f0-9]{20,}-[a-f0-9]{30,}/g },
  { rule: "pulumi-token", pattern: /\bpul-[a-f0-9]{36,}/g },
  { rule: "terraform-token", literal: ".atlasv1.", pattern: /\b[A-Za-z0-9]{14}\.atlasv1\.[\w-]{50,}/g },
  { rule: "doppler-token", pattern: /\bdp\.(?:pt|st|ct|sa|scim|audit)\.(?:\w{2,40}\.)?[A-Za-z0-9]{40,}/g },
  { rule: "linear-key", pattern: /\blin_(?:api|oauth)_[A-Za-z0-9]{32,}/g },
  { rule: "figma-token", pattern: /\bfig[dou]r?_[\w-]{36,}/g },
  {
    rule: "1password-token",
    pattern:
      /\bops_eyJ[\w=+/-]{80,}|\bA3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}\b/g,
  },
  { rule: "json-web-token", pattern: /\bey[JKI][\w-]{10,}\.ey[JKI][\w-]{10,}\.[\w-]{20,}/g }, // RFC 7519
  { rule: "json-web-token", pattern: /\bey[JKI][\w-]{16,}\.[\w-]{0,500}\.[\w-]{10,}\.[\w-]{20,}\.[\w-]{16,}/g }, // RFC 7516
];

export const cloudTokens: readonly TokenForm[] = [
  { rule: "aws-access-key-id", pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g }, // IAM, "Understanding unique ID prefixes"
  { rule: "aws-bedrock-key", pattern: /\bABSK[A-Za-z0-9+/]{100,}={0,2}|\bbedrock-api-key-[A-Za-z0-9+/=]{40,}/g },
  { rule: "aws-mws-token", pattern: /\bamzn\.mws\.[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g },
  { rule: "google-api-key", pattern: /\bAIza[\w-]{32,40}/g },
  { rule: "google-oauth-secret", pattern: /\bGOCSPX-[\w-]{24,}|\bya29\.[\w-]{30,}|\b1\/\/0[\w-]{30,}/g },
  { rule: "firebase-server-key", pattern: /\bAAAA[\w-]{7}:APA91b[\w-]{100,}/g },
  { rule: "azure-storage-key", pattern: /\b(?:Account|SharedAccess)Key=[A-Za-z0-9+/]{40,}={0,2}/g },
  { rule: "azure-client-secret", pattern: /(?<![\w~.-])[\w~.-]{3}[78]Q~[\w~.-]{30,37}(?![\w~-])/g },
  { rule: "azure-sas", pattern: /[?&]sig=[A-Za-z0-9%+/]{40,}(?:%3D|=)/gi },
  { rule: "azure-devops-token", literal: "AZDO", pattern: /\b[A-Za-z0-9]{70,80}AZDO[A-Za-z0-9]{4}\b/g },
  { rule: "alibaba-key-id", pattern: /\bLTAI[A-Za-z0-9]{12,26}\b/g },
  { rule: "tencent-key-id", pattern: /\bAKID[A-Za-z0-9]{28,40}\b/g },
  { rule: "cloudflare-token", pattern: /\bv1\.0-[a-f0-9]{24}-[a-f0-9]{140,}|\bcf(?:k|ut|at)_[A-Za-z0-9]{36,}/g },
  { rule: "digitalocean-token", pattern: /\bdo[opr]_v1_[a-f0-9]{50,}/g },
  { rule: "heroku-key", pattern: /\bHRKU-[\w-]{36,}/g },
  { rule: "fly-token", pattern: /\bfm[12][ar]?_[\w+/=-]{80,}|\bfo1_[\w-]{40,}/g },
  { rule: "vercel-token", pattern: /\bvc[piark]_[A-Za-z0-9]{24,}|\bvercel_blob_rw_\w{30,}/g },
  { rule: "netlify-token", pattern: /\bnfp_[A-Za-z0-9]{36,}/g },
  { rule: "render-key", pattern: /\brnd_[A-Za-z0-9]{26,}/g },
  { rule: "supabase-key", pattern: /\bsbp_[a-f0-9]{36,}|\bsb_secret_[\w-]{20,}/g },
  { rule: "planetscale-token", pattern: /\bpscale_(?:tkn|pw|oauth)_[\w.-]{30,}/g },
  { rule: "databricks-token", pattern: /\bdapi[a-f0-9]{32}(?:-\d)?\b/g },
  { rule: "vault-token", pattern: /\bhv[sbr]\.[\w-]{20,}/g },
  { rule: "tailscale-key", pattern: /\btskey-[a-z]+-\w{8,}-\w{16,}/g },
  { rule: "hetzner-token", pattern: /\bhcloud_[A-Za-z0-9]{60,}/g },
  { rule: "ibm-key", pattern: /\bApiKey-[\da-f-]{36}\b/g },
  { rule: "yandex-token", pattern: /\bAQVN[\w-]{35,}|\bt1\.[A-Z0-9a-z_-]{60,}[=]{0,2}\.[\w-]{80,}/g },
  { rule: "scaleway-key", pattern: /\bSCW[A-Z0-9]{17}\b/g },
];

export const aiTokens: readonly TokenForm[] = [
  { rule: "anthropic-key", pattern: /\bsk-ant-(?:api|admin|oat|sid)?\d*-?[\w-]{30,}/g },
  { rule: "openai-key", pattern: /\bsk-(?:proj|svcacct|admin|None|or-v\d)-[\w-]{20,}/g },
  { rule: "openai-key", pattern: /\bsk-(?=[A-Za-z]*\d)(?=[^A-Z]*[A-Z]|[a-f0-9]{30})[A-Za-z0-9]{30,}/g }, // also DeepSeek's and others
  { rule: "langfuse-key", pattern: /\bsk-lf-[\da-f-]{36}/g },
  { rule: "groq-key", pattern: /\bgsk_[A-Za-z0-9]{40,}/g },
  { rule: "xai-key", pattern: /\bxai-[A-Za-z0-9]{60,}/g },
  { rule: "huggingface-token", pattern: /\b(?:hf|api_org)_[A-Za-z0-9]{30,}/g },
  { rule: "replicate-token", pattern: /\br8_[A-Za-z0-9]{32,}/g },
  { rule: "perplexity-key", pattern: /\bpplx-[A-Za-z0-9]{40,}/g },
  { rule: "langchain-key", pattern: /\blsv2_(?:pt|sk)_[\da-f]{32}_[\da-f]{10}/g },
  { rule: "pinecone-key", pattern: /\bpcsk_\w{50,}/g },
  { rule: "cerebras-key", pattern: /\bcsk-[a-z0-9]{40,}/g },
  { rule: "nvidia-key", pattern: /\bnvapi-[\w-]{50,}/g },
  { rule: "tavily-key", pattern: /\btvly-(?:dev-|prod-)?[A-Za-z0-9]{20,}/g },
];

export const saasTokens: readonly TokenForm[] = [
  { rule: "slack-token", pattern: /\bxox[abceoprs](?:\.xox[bp])?-[A-Za-z0-9-]{16,}/g },
  { rule: "slack-token", pattern: /\bxapp-\d-[A-Z0-9]+-\d+-[a-f0-9]{30,}|\bxwfp-[\w-]{30,}/g },
  { rule: "stripe-key", pattern: /\b[sr]k_(?:live|test|prod)_[A-Za-z0-9]{10,}/g },
  { rule: "stripe-webhook-secret", pattern: /\bwhsec_[A-Za-z0-9+/=]{20,}/g },
  { rule: "telegram-token", pattern: /(?<![\d/.])(?:bot)?\d{8,10}:A[A-Za-z0-9_-]{32,35}(?![\w-])/g },
  { rule: "discord-token", pattern: /\b[MNO][A-Za-z\d_-]{22,27}\.[\w-]{6}\.[\w-]{25,40}|\bmfa\.[\w-]{80,}/g },
  { rule: "sendgrid-key", pattern: /\bSG\.[\w-]{16,32}\.[\w-]{30,50}/g },
  { rule: "mailgun-key", pattern: /\bkey-[a-f0-9]{32}\b|\b[a-f0-9]{32}-[a-f0-9]{8}-[a-f0-9]{8}\b/g },
  { rule: "mailchimp-key", literal: "-us", pattern: /\b[a-f0-9]{32}-us\d{1,2}\b/g },
  { rule: "brevo-key", pattern: /\bxkeysib-[a-f0-9]{60,}-[A-Za-z0-9]{16}|\bxsmtpsib-[a-f0-9]{60,}-[A-Za-z0-9]{16}/g },
  { rule: "resend-key", pattern: /\bre_(?=\w*\d)[A-Za-z0-9]{6,}_[A-Za-z0-9]{20,}/g },
  { rule: "mailersend-token", pattern: /\bmlsn\.[a-f0-9]{60,}/g },
  { rule: "twilio-key", pattern: /\bSK[a-f0-9]{32}\b/g },
  { rule: "shopify-token", pattern: /\bshp(?:at|ca|pa|ss|tka)_[a-fA-F0-9]{30,}/g },
  { rule: "square-token", pattern: /\bEAAA[\w-]{56,}|\bsq0(?:atp|csp|idp)-[\w-]{20,}/g },
  { rule: "paypal-token", pattern: /\baccess_token\$(?:production|sandbox)\$[a-z0-9]{16}\$[a-f0-9]{32}/g },
  { rule: "razorpay-key", pattern: /\brzp_(?:live|test)_[A-Za-z0-9]{14,}/g },
  { rule: "flutterwave-key", pattern: /\bFLWSECK(?:_TEST)?-[A-Za-z0-9]{12,}/g },
  {
    rule: "grafana-token",
    pattern: /\bglsa_[A-Za-z0-9]{28,}_[a-fA-F0-9]{8}|\bglc_[A-Za-z0-9+/=]{32,}|\beyJrIjoi[A-Za-z0-9+/=_-]{40,}/g,
  },
  { rule: "sentry-token", pattern: /\bsntry[su]_[\w+/=-]{40,}/g },
  { rule: "datadog-key", pattern: /\bddog?_(?:api|app|pat)_[\w-]{30,}|\bpub[a-f0-9]{32}\b(?=.{0,40}datadog)/g },
  { rule: "newrelic-key", pattern: /\bNR(?:AK|II|IQ|JS|RA|BR|AA)-[\w-]{20,}/g },
  { rule: "newrelic-key", literal: "NRAL", pattern: /\b[a-f0-9]{30,40}(?:FFFF)?NRAL\b/g },
  { rule: "dynatrace-token", pattern: /\bdt0[a-z]\d\d\.[A-Z0-9]{24}\.[A-Z0-9]{64}/g },
  { rule: "honeycomb-key", pattern: /\bhc[abx]i[a-z]_[a-z0-9]{50,}/g },
  { rule: "posthog-key", pattern: /\bphx_[A-Za-z0-9]{40,}/g },
  { rule: "notion-token", pattern: /\bntn_[A-Za-z0-9]{40,}|\bsecret_[A-Za-z0-9]{43}\b/g },
  { rule: "airtable-token", pattern: /\bpat[A-Za-z0-9]{14}\.[a-f0-9]{60,}/g },
  { rule: "hubspot-token", pattern: /\bpat-(?:na|eu)\d-[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g },
  { rule: "typeform-token", pattern: /\btfp_[\w-]{40,}/g },
  { rule: "dropbox-token", pattern: /\bsl\.[\w-]{100,}/g },
  { rule: "asana-token", pattern: /\b[12]\/\d{14,}(?:\/\d{14,})?:[a-f0-9]{32}\b/g },
  { rule: "clickup-token", pattern: /\bpk_\d{6,}_[A-Z0-9]{30,}/g },
  { rule: "mapbox-token", pattern: /\bsk\.eyJ[\w-]{40,}\.[\w-]{20,}/g },
  { rule: "facebook-token", pattern: /\bEAA[A-Za-z0-9]{90,}/g },
  { rule: "okta-token", pattern: /\bSSWS \S{30,60}/g },
  { rule: "contentful-token", pattern: /\bCFPAT-[\w-]{40,}/g },
  { rule: "prefect-key", pattern: /\bpn[ub]_[A-Za-z0-9]{36}/g },
  { rule: "easypost-key", pattern: /\bEZ[AT]K[A-Za-z0-9]{54}/g },
  { rule: "shippo-token", pattern: /\bshippo_(?:live|test)_[a-f0-9]{40}/g },
];

export const webhooks: readonly TokenForm[] = [
  {
    rule: "slack-webhook",
    pattern: /\bhooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Z0-9]{6,}\/[A-Z0-9]{6,}\/[A-Za-z0-9/]{16,}/gi,
  },
  { rule: "discord-webhook", pattern: /\bdiscord(?:app)?\.com\/api\/(?:v\d+\/)?webhooks\/\d{15,}\/[\w-]{50,}/g },
  {
    rule: "teams-webhook",
    pattern: /\bwebhook\.office\.com\/webhookb2\/[\w@-]{36,}\/IncomingWebhook\/[\w/-]{32,}/g,
  },
  { rule: "teams-webhook", pattern: /\blogic\.azure\.com(?::\d+)?\/workflows\/[^\s"']{20,300}[?&]sig=[\w%-]{30,}/g },
  {
    rule: "google-chat-webhook",
    pattern: /\bchat\.googleapis\.com\/v1\/spaces\/[\w-]+\/messages\?key=[\w-]+&token=[\w%-]{20,}/g,
  },
  { rule: "lark-webhook", pattern: /\bopen\.(?:feishu\.cn|larksuite\.com)\/open-apis\/bot\/v2\/hook\/[\w-]{30,}/g },
  { rule: "dingtalk-webhook", pattern: /\boapi\.dingtalk\.com\/robot\/send\?access_token=[a-f0-9]{40,}/g },
  { rule: "wecom-webhook", pattern: /\bqyapi\.weixin\.qq\.com\/cgi-bin\/webhook\/send\?key=[\da-f-]{36}/g },
  { rule: "zapier-webhook", pattern: /\bhooks\.zapier\.com\/hooks\/catch\/\d+\/\w{5,}/g },
];
