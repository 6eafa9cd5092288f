using System.Text.Json;
using Erasure.Core.Erasures.Orchestration;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Erasures;

/// <summary>Events that come through the management API: a checked command or nothing gets into a history.</summary>
public sealed class RaisedEventTests
{
    private const string UserId = "gx-7f3a9c51";

    [Theory]
    [InlineData("", "command", """{"kind":"cancel","decision":{"by":"Ada","note":"asked twice"},"extra":"gx-7f3a9c51"}""")]
    [InlineData("", "Command", """{"kind":"retry","domain":"orders","attempt":1,"decision":{"by":"Ada","note":"mended","caller":"somebody else"}}""")]
    [InlineData(":orders", "command", """{"kind":"resolve","decision":{"by":"Ada","note":"by hand"}}""")]
    public async Task A_command_is_written_anew_and_signed(string child, string name, string payload)
    {
        await using ErasureHost host = await ErasureHost.StartAsync("orders");
        string id = await host.RunAsync(UserId);

        (string Name, string Payload)? read = await ReadAsync(host, id + child, name, payload);

        Assert.Equal("command", read!.Value.Name);
        Assert.DoesNotContain(UserId, read.Value.Payload, StringComparison.Ordinal);
        Assert.Equal("ops", (string?)JsonDocument.Parse(read.Value.Payload).RootElement.GetProperty("decision").GetProperty("caller").GetString());
    }

    [Theory]
    [InlineData("", "command", """{"kind":"cancel","decision":{"by":"Ada","note":"for GX 7f3a9c51"}}""")]
    [InlineData("", "command", """{"kind":"cancel","decision":{"by":"gx-7f3a9c51","note":"because"}}""")]
    [InlineData("", "command", """{"kind":"retry","domain":"gx-7f3a9c51","attempt":1,"decision":{"by":"Ada","note":"mended"}}""")]
    [InlineData("", "command", "\"gx-7f3a9c51\"")]
    [InlineData("", "gx-7f3a9c51", "null")]
    [InlineData(":orders", "command", """{"kind":"resolve","decision":{"by":"Ada","note":"gx_7f3a9c51"}}""")]
    [InlineData(":orders", "command", """{"kind":"resolve"}""")]
    [InlineData(":orders", "command", """{"kind":"stop","state":"Closed"}""")]
    [InlineData(":orders", "command", """{"kind":"extend","deadline":"9999-12-31T00:00:00Z"}""")]
    public async Task Anything_else_is_refused(string child, string name, string payload)
    {
        await using ErasureHost host = await ErasureHost.StartAsync("orders");
        host.Domains["orders"].OnSubmit = _ => new Core.Domains.Outcome.Pending();
        string id = await host.RunAsync(UserId);

        Assert.Null(await ReadAsync(host, id + child, name, payload));
    }

    [Fact]
    public async Task A_caller_who_is_the_person_is_not_named()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("orders");
        host.Domains["orders"].OnSubmit = _ => new Core.Domains.Outcome.Pending();
        string id = await host.RunAsync(UserId);

        (string Name, string Payload)? read = await ReadAsync(host, id, "command", """{"kind":"cancel","decision":{"by":"Ada","note":"asked twice"}}""", caller: "GX_7f3a9c51");

        Assert.Contains("not kept", read!.Value.Payload, StringComparison.Ordinal);
        Assert.DoesNotContain("7f3a9c51", read.Value.Payload, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_stop_of_a_job_takes_nothing_along()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("orders");

        Assert.Equal(("stop", "{}"), await ReadAsync(host, "0190a6f0c1d27b8e9f00112233445566", "stop", $"\"{UserId}\""));
    }

    private static async Task<(string Name, string Payload)?> ReadAsync(ErasureHost host, string instanceId, string name, string payload, string caller = "ops")
    {
        using JsonDocument json = JsonDocument.Parse(payload);
        return await host.Engine.Services.GetRequiredService<IRaisedEvents>().ReadAsync(instanceId, name, json.RootElement, caller, CancellationToken.None);
    }
}
