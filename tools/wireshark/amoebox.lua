-- Made by `make generate` from interfaces/ and tools/generate/dissector.lua; do not edit.
-- Wireshark dissector of Amoebox frames, both profiles.
--
--     wireshark -X lua_script:tools/wireshark/amoebox.lua run.pcapng
--
-- Filter words: amoebox.kind, amoebox.port, amoebox.reply, amoebox.transaction, amoebox.command_name, amoebox.error_name,
-- amoebox.malformed ...  The profile of a frame is the one whose sizes agree with its length; a preference can force it.
-- No frame of any content makes this raise a Lua error: a field is read only if its bytes were captured.

local ethertype, version, flags_valid = 0x88b5, 1, 0x03
local max_frame = 1514
local profiles = { {name = "wide", port = 14}, {name = "classic", port = 6} }
-- The header from behind the EtherType on, which is where a dissector begins.
local header_fields = {
  {"version", 1, "1"},
  {"kind", 1, "what the frame is: see kinds"},
  {"flags", 1, "see flags; the other bits are zero"},
  {"hops", 1, "0 on the first network; counted by boxes that forward (a later stage)"},
  {"board", 2, "number of the sending board"},
  {"length", 2, "data bytes in this frame: what follows the header, or the message header where there is one"},
  {"reply", 0, "the kernel writes a get-port (or null), the box puts F(it) here"},
  {"port", 0, "put-port the frame is for; never null; for LOCATE the port that is looked for"},
  {"transaction", 4, "transaction number, chosen by the client's kernel"},
  {"total", 4, "data bytes of the whole message"},
  {"offset", 4, "place of this frame's data in the message; offset + length <= total"},
  {"epoch", 8, "the life of the sending box: drawn anew at each reset of the box or of its processor"},
  {"life", 8, "the life of the port the frame is for: a box announces it in HERE_IS, requests repeat it"},
}
local message_fields = {
  {"signature", 0, "the kernel writes a secret (or null), the box puts F_signature(it) here"},
  {"object", 3, "object number of the capability"},
  {"rights", 1, "rights byte of the capability"},
  {"check", 0, "check field of the capability"},
  {"command", 4, "request: the operation; reply: the status (signed, negative = error)"},
  {"parameter_offset", 8, "parameter: a position"},
  {"parameter_size", 4, "parameter: a size"},
  {"parameter_extra", 4, "parameter: whatever else fits"},
}
local bodies = {}
do
  local fields = {
    {"transfer", 0, "put-port that takes the rest of the request (armed as a transaction port with a receive context)"},
    {"received", 4, "contiguous bytes from the start of the message that need not be sent again"},
  }
  bodies["grant"] = fields
end
do
  local fields = {
    {"received", 4, "contiguous bytes from the start of the message that have arrived"},
    {"missing_offset", 4, "first range known to be lost (length 0 = none)"},
    {"missing_length", 4, "its length"},
  }
  bodies["ack"] = fields
end
do
  local fields = {
    {"reason", 4, "an RPC error code (errors.toml), negative"},
  }
  bodies["nak"] = fields
end
do
  local fields = {
    {"state", 4, "1 queued, 2 being executed, 3 reply sent"},
  }
  bodies["alive"] = fields
end
do
  local fields = {
    {"subject", 0, "the port that the answer speaks of"},
  }
  bodies["subject"] = fields
end
local kinds = {
  [1] = {name = "REQUEST", message = true, body = "data", network = true},
  [2] = {name = "REPLY", message = true, body = "data", network = true},
  [3] = {name = "DATA", message = false, body = "data", network = true},
  [4] = {name = "GRANT", message = false, body = "grant", network = true},
  [5] = {name = "ACK", message = false, body = "ack", network = true},
  [6] = {name = "NAK", message = false, body = "nak", network = true},
  [7] = {name = "ENQUIRY", message = false, body = "none", network = true},
  [8] = {name = "ALIVE", message = false, body = "alive", network = true},
  [9] = {name = "LOCATE", message = false, body = "none", network = true},
  [10] = {name = "HERE_IS", message = false, body = "subject", network = true},
  [11] = {name = "NOT_HERE", message = false, body = "subject", network = true},
  [12] = {name = "CONTROL", message = false, body = "data", network = false},
}
local flags = {
  {0x01, "AGAIN", "this is a repetition"},
  {0x02, "FINISHED", "ACK: the transaction is over, its kept reply may be forgotten"},
  {0x80, "SEALED", "reserved: the last 16 data bytes are a seal (a later stage); boxes of version 1 refuse it"},
}
local errors = {
  [0] = "OK",
  [-1] = "RPC_FAILURE",
  [-2] = "RPC_NOTFOUND",
  [-3] = "RPC_BADADDRESS",
  [-4] = "RPC_ABORTED",
  [-5] = "RPC_TRYAGAIN",
  [-6] = "RPC_BADCOMMAND",
  [-8] = "RPC_BADPORT",
  [-10] = "RPC_BUSY",
  [-11] = "RPC_TIMEOUT",
  [-12] = "RPC_OVERFLOW",
  [-13] = "RPC_REPLYOVERFLOW",
  [-14] = "RPC_STALE",
  [-15] = "RPC_SEQUENCE",
  [-16] = "RPC_QUOTA",
  [-1000] = "STD_CAPBAD",
  [-1001] = "STD_COMBAD",
  [-1002] = "STD_ARGBAD",
  [-1003] = "STD_NOTNOW",
  [-1004] = "STD_NOSPACE",
  [-1005] = "STD_DENIED",
  [-1006] = "STD_NOMEM",
  [-1007] = "STD_EXISTS",
  [-1008] = "STD_NOTFOUND",
  [-1009] = "STD_SYSERR",
  [-1010] = "STD_INTR",
  [-1011] = "STD_OVERFLOW",
}
local commands = {
  [1004] = "STD_INFO",
  [1005] = "STD_RESTRICT",
  [1006] = "STD_STATUS",
  [1007] = "STD_TOUCH",
  [2006] = "BULLET_READ",
  [2007] = "BULLET_SIZE",
  [2008] = "BULLET_LOOKUP",
  [2501] = "SYS_SERVICES",
  [2502] = "SYS_COUNTERS",
  [2503] = "SYS_PROGRAMS",
  [2504] = "SYS_RUN",
  [2505] = "SYS_KILL",
}

local proto = Proto("amoebox", "Amoebox")

-- Fields of the protocol ----------------------------------------------------------------------------------------------

local kind_names = {}
for value, kind in pairs(kinds) do kind_names[value] = kind.name end

local all = {} -- every ProtoField by its name within amoebox

local function number_field(size, path, text, help)
  if size == 1 then return ProtoField.uint8(path, text, base.DEC, nil, nil, help) end
  if size == 2 then return ProtoField.uint16(path, text, base.DEC, nil, nil, help) end
  if size == 3 then return ProtoField.uint24(path, text, base.DEC, nil, nil, help) end
  if size == 4 then return ProtoField.uint32(path, text, base.DEC, nil, nil, help) end
  if size == 8 then return ProtoField.uint64(path, text, base.HEX, nil, nil, help) end
  return ProtoField.bytes(path, text, base.NONE, help)
end

-- What is shown in another way than its size suggests.
local special = {
  kind = function(path, text) return ProtoField.uint8(path, text, base.DEC, kind_names) end,
  flags = function(path, text) return ProtoField.uint8(path, text, base.HEX) end,
  rights = function(path, text) return ProtoField.uint8(path, text, base.HEX) end,
  command = function(path, text) return ProtoField.int32(path, text) end,
  ["nak.reason"] = function(path, text) return ProtoField.int32(path, text) end,
  ["alive.state"] = function(path, text)
    return ProtoField.uint32(path, text, base.DEC, {[1] = "queued", [2] = "being executed", [3] = "reply sent"})
  end,
}

local function declare(prefix, fields)
  for _, field in ipairs(fields) do
    local name, size, text = prefix .. field[1], field[2], field[1]:gsub("_", " ")
    local path = "amoebox." .. name
    all[name] = special[name] and special[name](path, text) or number_field(size, path, text, field[3])
  end
end

declare("", header_fields)
declare("", message_fields)
for name, fields in pairs(bodies) do declare(name .. ".", fields) end
for _, flag in ipairs(flags) do
  all["flag." .. flag[2]] = ProtoField.bool("amoebox.flag." .. flag[2]:lower(), flag[2], 8, nil, flag[1])
end
all.profile = ProtoField.string("amoebox.profile", "profile")
all.data = ProtoField.bytes("amoebox.data", "data")
all.command_name = ProtoField.string("amoebox.command_name", "command name")
all.error_name = ProtoField.string("amoebox.error_name", "error name")
all.malformed = ProtoField.string("amoebox.malformed", "malformed")

local list = {}
for _, field in pairs(all) do list[#list + 1] = field end
proto.fields = list

local malformed_expert = ProtoExpert.new("amoebox.malformed.expert", "Malformed frame", expert.group.MALFORMED,
                                         expert.severity.ERROR)
local truncated_expert = ProtoExpert.new("amoebox.truncated.expert", "Frame was not captured whole", expert.group.UNDECODED,
                                         expert.severity.NOTE)
proto.experts = {malformed_expert, truncated_expert}

local choices = {{1, "decide by the length of the frame", 0}}
for index, profile in ipairs(profiles) do choices[#choices + 1] = {index + 1, profile.name, index} end
proto.prefs.profile = Pref.enum("Profile", 0, "Which port width the network has", choices, false)

local eth_destination = Field.new("eth.dst")

-- Sizes ---------------------------------------------------------------------------------------------------------------

local function bytes_of(fields, port)
  local sum = 0
  for _, field in ipairs(fields) do sum = sum + (field[2] == 0 and port or field[2]) end
  return sum
end

for _, profile in ipairs(profiles) do
  profile.header = bytes_of(header_fields, profile.port)
  profile.message = bytes_of(message_fields, profile.port)
  profile.body = {none = 0}
  for name, fields in pairs(bodies) do profile.body[name] = bytes_of(fields, profile.port) end
  profile.at = {}
  local at = 0
  for _, field in ipairs(header_fields) do
    profile.at[field[1]] = at
    at = at + (field[2] == 0 and profile.port or field[2])
  end
end

local ethernet = 14 -- bytes before what a dissector gets

-- The unsigned number of at most four bytes at `at`, or nil if it was not captured.
local function number(tvb, at, size)
  if at + size > tvb:len() then return nil end
  return tvb(at, size):uint()
end

local function choose(tvb)
  local forced = profiles[proto.prefs.profile]
  if forced then return forced end
  local kind = kinds[number(tvb, profiles[1].at.kind, 1) or 0]
  local length = number(tvb, profiles[1].at.length, 2)
  if kind and length then
    for _, profile in ipairs(profiles) do
      if tvb:reported_len() == profile.header + (kind.message and profile.message or 0) + length then return profile end
    end
  end
  return profiles[1]
end

-- The rules of form (docs/frame.md) -----------------------------------------------------------------------------------

local function has(value, mask) return value % (2 * mask) >= mask end

local function why_malformed(tvb, profile)
  local at, size = profile.at, tvb:reported_len()
  if size < 1 then return "the frame ends before its header does" end
  if tvb:len() < 1 then return nil end
  if number(tvb, at.version, 1) ~= version then return "the version of the frame is unknown" end
  if size + ethernet > max_frame then return "the frame is longer than an Ethernet frame may be" end
  if size < profile.header then return "the frame ends before its header does" end
  if tvb:len() < profile.header then return nil end
  local kind = kinds[number(tvb, at.kind, 1)]
  if not kind then return "the kind is unknown" end
  local length = number(tvb, at.length, 2)
  local start = profile.header + (kind.message and profile.message or 0)
  if size < start then return "the frame ends before its header does" end
  if size ~= start + length then return "the length field does not agree with the length of the frame" end
  if not kind.network then
    return "CONTROL is for the cable between a box and its host, never for the network"
  end
  local set = number(tvb, at.flags, 1)
  for index = 0, 7 do
    if has(set, 2 ^ index) and not has(flags_valid, 2 ^ index) then return "a reserved flag is set" end
  end
  local null = true
  for index = 0, profile.port - 1 do null = null and tvb(at.port + index, 1):uint() == 0 end
  if null then return "the port is null" end
  local destination = eth_destination()
  if destination then
    local octets = tostring(destination)
    local first = tonumber(octets:sub(1, 2), 16) or 0
    local fits = not has(first, 1)
    if kind.name == "LOCATE" then fits = octets == "ff:ff:ff:ff:ff:ff" end
    if not fits then return "LOCATE must be broadcast, and every other kind unicast" end
  end
  local total, offset = number(tvb, at.total, 4), number(tvb, at.offset, 4)
  if kind.name == "DATA" then
    if offset == 0 or length == 0 then return "DATA must have an offset and a length other than zero" end
  elseif offset ~= 0 then
    return "the offset is not zero, which only DATA may have"
  end
  local body = profile.body[kind.body]
  if body then
    if length ~= body then return "the body does not have the size that the kind prescribes" end
    if total ~= length then return "the total of a kind that is one frame is not its length" end
  end
  if offset + length > total then return "offset and length reach beyond the total of the message" end
  return nil
end

-- Showing -------------------------------------------------------------------------------------------------------------

-- Adds fields from `at` on, as far as they were captured; gives the place behind them, or nil.
local function show(tree, tvb, prefix, fields, at, profile)
  for _, field in ipairs(fields) do
    local name, size = prefix .. field[1], field[2] == 0 and profile.port or field[2]
    if at + size > tvb:len() then return nil end
    local item = tree:add(all[name], tvb(at, size))
    if name == "flags" then
      for _, flag in ipairs(flags) do item:add(all["flag." .. flag[2]], tvb(at, size)) end
    end
    at = at + size
  end
  return at
end

local function error_name(code)
  return errors[code] or (code > 0 and "OK" or "unknown error")
end

local function short(tvb, at, size)
  if at + size > tvb:len() then return "?" end
  return tostring(tvb(at, math.min(size, 4)):bytes()):lower()
end

function proto.dissector(tvb, pinfo, root)
  pinfo.cols.protocol = "Amoebox"
  local profile = choose(tvb)
  local kind = kinds[number(tvb, profile.at.kind, 1) or 0]
  local tree = root:add(proto, tvb(), "Amoebox " .. (kind and kind.name or "frame"))
  tree:add(all.profile, profile.name):set_generated()
  local info = kind and kind.name or "unknown kind"

  local at = show(tree, tvb, "", header_fields, 0, profile)
  if at then
    info = info .. " port " .. short(tvb, profile.at.port, profile.port) .. " reply "
           .. short(tvb, profile.at.reply, profile.port) .. " transaction " .. number(tvb, profile.at.transaction, 4)
  end
  if at and kind and kind.message then
    local message = tree:add(proto, tvb(at, math.min(profile.message, tvb:len() - at)), "Message header")
    local command_at = at + 2 * profile.port + 4
    if command_at + 4 <= tvb:len() then
      local code = tvb(command_at, 4):int()
      local name, field = commands[code] or "unknown command", all.command_name
      if kind.name == "REPLY" then name, field = error_name(code), all.error_name end
      message:add(field, tvb(command_at, 4), name):set_generated()
      info = info .. " " .. name
    end
    at = show(message, tvb, "", message_fields, at, profile)
  end
  if at and kind and bodies[kind.body] then
    local after = show(tree, tvb, kind.body .. ".", bodies[kind.body], at, profile)
    if after and kind.body == "nak" then
      local name = error_name(tvb(at, 4):int())
      tree:add(all.error_name, tvb(at, 4), name):set_generated()
      info = info .. " " .. name
    end
    at = after
  end
  if at and at < tvb:len() then
    tree:add(all.data, tvb(at, tvb:len() - at))
    info = info .. " data " .. (tvb:len() - at)
  end

  if tvb:len() < tvb:reported_len() then tree:add_proto_expert_info(truncated_expert) end
  local why = why_malformed(tvb, profile)
  if why then
    tree:add(all.malformed, why):set_generated()
    tree:add_proto_expert_info(malformed_expert, "Malformed: " .. why)
    info = "[malformed] " .. info
  end
  pinfo.cols.info = info
  return tvb:len()
end

DissectorTable.get("ethertype"):add(ethertype, proto)
