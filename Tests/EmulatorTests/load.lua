-- Requests for wrk, by which the emulator's load was measured; a campaign of ML-100K, whose users are 1 to 943:
--   CAMPAIGN=arn:… KIND=warm wrk -t2 -c16 -d4s --latency -s Tests/EmulatorTests/load.lua http://127.0.0.1:9321
-- KIND warm: every user, again and again; fresh: no two requests alike, so that no answer is kept;
-- mixed, with TRACKING=id: one in ten sends an event.
local campaign, tracking, kind = os.getenv("CAMPAIGN"), os.getenv("TRACKING"), os.getenv("KIND") or "warm"
local head = {
  ["Content-Type"] = "application/json",
  ["Authorization"] = "AWS4-HMAC-SHA256 Credential=K/20261126/us-east-1/personalize/aws4_request, SignedHeaders=host, Signature=0",
}
local threads, number = 0, 0

function setup(thread)
  thread:set("start", threads * 100003)
  threads = threads + 1
end

function init() number = start end

function request()
  number = number + 1
  local user = number % 943 + 1
  if kind == "mixed" and number % 10 == 0 then
    return wrk.format("POST", "/events", head, string.format(
      '{"trackingId":"%s","userId":"%d","sessionId":"s%d","eventList":[{"eventType":"watch","itemId":"%d","sentAt":%d}]}',
      tracking, user, user, number * 7 % 1682 + 1, 1795600000 + number))
  end
  local more = kind == "fresh" and string.format(',"context":{"N":"%d"}', number) or ""
  return wrk.format("POST", "/recommendations", head, string.format(
    '{"campaignArn":"%s","userId":"%d","numResults":25%s}', campaign, user, more))
end
