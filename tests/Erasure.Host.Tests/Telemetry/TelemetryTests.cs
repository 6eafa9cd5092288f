using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Erasure.Host.Demo;
using Erasure.Host.Tests.Api;
using Erasure.Host.Tests.Privacy;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Processes;
using Microsoft.Extensions.Logging;

namespace Erasure.Host.Tests.Telemetry;

/// <summary>What a collector gets of one erasure that lives through a restart.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task An_erasure_is_one_trace_with_one_root_and_no_orphan()
    {
        using TempFolder folder = new();
        await using OtlpCollector collector = await OtlpCollector.StartAsync();
        await using EchoDomain refuses = await EchoDomain.StartAsync();
        await using DemoWorld world = await DemoWorld.CreateAsync(folder["world"], port: null, interval: "PT0.1S", CancellationToken.None);
        await world.ChangeAsync(configuration =>
        {
            configuration["telemetry"] = new JsonObject { ["endpoint"] = collector.Url };
            configuration["domains"]![1]!["connector"]!["url"] = refuses.Url;
        });

        string id = await ServeAsync(world, async client =>
        {
            string taking = await client.FileAsync();
            await client.WaitAsync($"/api/erasures/{taking}", status => (string?)status["state"] == "ActionRequired");
            return taking;
        });
        await ServeAsync(world, async client =>
        {
            using HttpResponseMessage resolved = await client.PostAsJsonAsync($"/api/erasures/{id}/domains/order/resolve", new { by = "Kim", note = "done" });
            await client.WaitAsync($"/api/erasures/{id}/report", report => report["erasure"]!["identifiersDestroyedAt"] is not null);

            // The report is there a moment before the workflow ends.
            await ServedWorld.WaitAsync(() => Task.FromResult(collector.Spans.Any(span => IsWhole(span, id))), () => "no span of the whole");
            return id;
        });

        IReadOnlyList<CollectedSpan> all = collector.Spans;
        CollectedSpan whole = Assert.Single(all, span => IsWhole(span, id));
        CollectedSpan[] trace = [.. all.Where(span => span.TraceId == whole.TraceId).OrderBy(span => span.Start)];
        string path = Path.Combine(AppContext.BaseDirectory, "trace-of-an-erasure.json");
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(trace, Snapshot.Indented));

        HashSet<string> known = [.. trace.Select(span => span.SpanId)];
        Assert.Equal(trace.Length, known.Count);
        CollectedSpan root = Assert.Single(trace, span => span.ParentSpanId is null);
        Assert.Equal("POST /api/erasures", root.Name);
        Assert.Equal(id, root.Attributes["erasure.id"]);
        Assert.Empty(trace.Where(span => span.ParentSpanId is { } parent && !known.Contains(parent)).Select(span => span.Name));
        Assert.Equal(4, trace.Count(span => span.Name == "orchestration:EraseInDomain"));
        Assert.Contains(trace, span => span.Name == "domain submit" && span.Attributes["erasure.domain"] == "order" && span.Attributes["erasure.outcome"] == "failed" && span.Attributes["error.type"] == "http-400");
        Assert.Contains(trace, span => span.Name == "POST order" && span.Attributes["http.response.status_code"] == "400" && span.Attributes["erasure.attempt"] == "1");
        Assert.Contains(trace, span => span.Name == "mail deliver");

        // A call to a domain lets that domain's own traces hang on ours.
        Assert.Contains(refuses.TraceParents, header => header.Contains(whole.TraceId, StringComparison.Ordinal));
        AssertDocumented(trace, collector, id);
    }

    [Fact]
    public async Task The_standard_variables_and_the_console_work_too()
    {
        using TempFolder folder = new();
        await using OtlpCollector collector = await OtlpCollector.StartAsync();
        await using DemoWorld world = await DemoWorld.CreateAsync(folder["world"], port: null, interval: "PT1S", CancellationToken.None);
        await world.ChangeAsync(configuration => configuration["telemetry"] = new JsonObject { ["console"] = true });
        await using HostProcess host = HostProcess.Start(world.Configuration, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        });
        Assert.True(await host.IsReadyAsync(), host.Error);

        using HttpClient client = new(SpanCapture.Untraced()) { BaseAddress = new Uri(host.Url) };
        await client.GetStringAsync("/health/live");
        await host.StopAsync();

        CollectedSpan request = Assert.Single(collector.Spans, span => span.Name == "GET /health/live");
        Assert.Equal("200", request.Attributes["http.response.status_code"]);
        Assert.NotEmpty(collector.Metrics);
        Assert.Contains($"{request.TraceId} {request.SpanId} root", host.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_can_be_scraped_where_that_is_asked_for()
    {
        using TempFolder folder = new();
        await using DemoWorld world = await DemoWorld.CreateAsync(folder["world"], port: null, interval: "PT0.1S", CancellationToken.None);
        Assert.Equal(HttpStatusCode.NotFound, await ServeAsync(world, async client => (await client.GetAsync("/metrics")).StatusCode));
        await world.ChangeAsync(configuration => configuration["telemetry"] = new JsonObject { ["prometheus"] = true });

        string metrics = await ServeAsync(world, async client =>
        {
            using HttpResponseMessage taken = await client.PostAsJsonAsync("/api/erasures", new { subject = new { user_id = "u-2043" } });
            Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
            return await client.GetStringAsync("/metrics");
        });

        Assert.Contains("\nerasure_received_total{", metrics, StringComparison.Ordinal);
        Assert.Contains("\n# TYPE erasure_engine_queue_depth gauge\n", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("u-2043", metrics, StringComparison.Ordinal);
    }

    private static void AssertDocumented(CollectedSpan[] trace, OtlpCollector collector, string id)
    {
        string document = File.ReadAllText(Repository.PathOf("docs", "observability.md"));
        string[] ours = [.. collector.Metrics.Select(metric => metric.Name).Where(name => name.StartsWith("erasure.", StringComparison.Ordinal)).Distinct()];
        Assert.Superset(new HashSet<string>(StringComparer.Ordinal) { "erasure.received", "erasure.ended", "erasure.duration", "erasure.open.age", "erasure.deadline.distance", "erasure.domain.duration", "erasure.domain.errors", "erasure.mails", "erasure.engine.queue.depth", "erasure.lake.rows" }, ours.ToHashSet(StringComparer.Ordinal));
        Assert.All(ours, name => Assert.Contains($"`{name}`", document, StringComparison.Ordinal));
        Assert.All(trace.SelectMany(span => span.Attributes.Keys).Distinct(), name => Assert.Contains($"`{name}`", document, StringComparison.Ordinal));
        Assert.Contains(collector.Logs, record => record.Text.Contains(id, StringComparison.Ordinal) && record.Attributes.Contains($"ErasureId={id}"));
    }

    private static async Task<T> ServeAsync<T>(DemoWorld world, Func<HttpClient, Task<T>> use)
    {
        using LogCapture logs = new();
        return await world.ServeAsync(use, log => log.SetMinimumLevel(LogLevel.Information).AddProvider(logs));
    }

    private static bool IsWhole(CollectedSpan span, string id) =>
        span.Name == "orchestration:EraseSubject" && span.Attributes["durabletask.task.instance_id"] == id;
}
