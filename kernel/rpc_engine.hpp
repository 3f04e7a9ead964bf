// Part of rpc.cpp: the protocol engine and what it needs of this kernel (lib/rpc/engine.hpp, Environment).
#pragma once

#include "fbox.hpp"
#include "gen/errors.hpp"
#include "kernel/control.hpp"
#include "kernel/defences.hpp"
#include "kernel/pages.hpp"
#include "kernel/platform/platform.hpp"
#include "kernel/process.hpp"
#include "kernel/random.hpp"
#include "kernel/rpc.hpp"
#include "kernel/scheduler.hpp"
#include "lib/rpc/engine.hpp"

namespace amoebox::kernel {

namespace {

constexpr std::uint8_t k_none = 0xFF;

std::int32_t code(Error error) {
    return static_cast<std::int32_t>(error);
}
std::uint32_t result(Error error) {
    return static_cast<std::uint32_t>(error);
}

void write_trace(std::uint32_t code, std::uint32_t number) {
    platform::trace(trace_word(code, number));
}

FBox g_box;
bool g_box_there = false;
std::array<std::uint8_t, rpc::DefaultLimits::services> g_users{}; // threads that have joined each service
std::uint32_t g_opens =
    1; // counts what is opened and closed here: who remembers a service asks whether that still holds
std::uint32_t g_local_calls = 0, g_remote_calls = 0, g_local_bytes = 0;

struct Env {
    using Buffer = kernel::Buffer;

    rpc::Ticks now() { return kernel::now(); }
    rpc::GetPort4 random_port() { return kernel::random_port(); }
    std::uint8_t* header() { return g_box.header(); }
    void send(const rpc::BasicSend<Buffer>& frame) { g_box.send(frame); }
    rpc::Armed arm(const rpc::GetPort4& get_port, std::uint8_t kind, std::uint8_t tag) {
        return g_box.arm(get_port, kind, tag);
    }
    void disarm(std::uint8_t entry, bool wait) { g_box.disarm(entry, wait); }
    bool set_context(std::uint8_t context, const rpc::Address& from, Buffer buffer, std::uint32_t size) {
        return g_box.set_context(context, from, buffer, size);
    }
    void clear_context(std::uint8_t context) { g_box.clear_context(context); }
    void copy_in(Buffer buffer, std::uint32_t offset, const std::uint8_t* from, std::uint32_t size) {
        copy_to(buffer.process->space, buffer.address + offset, from, size);
    }
    void copy_out(Buffer buffer, std::uint32_t offset, std::uint8_t* to, std::uint32_t size) {
        copy_from(buffer.process->space, buffer.address + offset, to, size);
    }
    void trace(std::uint32_t code, std::uint32_t transaction) { write_trace(code, transaction); }
    void completed(Call& call);
    void delivered(Receiver& receiver);
    void replied(Receiver& receiver, std::int32_t status);
};

struct Defences : rpc::AllDefences {
    static constexpr bool fresh_reply_port = k_fresh_reply_ports;
    static constexpr bool check_server_port = k_servers_show_port;
    static constexpr bool epoch_check = k_epoch_check;
    static constexpr bool duplicate_filter = k_duplicate_filter;
};

Env g_env;
using Engine = rpc::Engine<Env, rpc::DefaultLimits, Defences>;
[[gnu::section(".noinit")]] alignas(Engine) std::array<std::byte, sizeof(Engine)> g_engine_memory;
Engine& engine() {
    return *std::launder(reinterpret_cast<Engine*>(g_engine_memory.data()));
}

} // namespace

} // namespace amoebox::kernel
