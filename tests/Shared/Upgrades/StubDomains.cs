using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Tests.Shared.Upgrades;

/// <summary>Domains behind HTTP that answer as a test says, and remember what they were asked to erase.</summary>
internal sealed class StubDomains : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private StubDomains(WebApplication app)
    {
        this.app = app;
        app.MapPost("/{domain}/erasures", SubmitAsync);
        app.MapGet("/{domain}/erasures/{id}", context => AnswerAsync(context, OnCheck((string)context.Request.RouteValues["domain"]!)));
    }

    public string Url => app.Urls.First();

    /// <summary>What a domain says to a user's submission.</summary>
    public Func<string, string, StubAnswer> OnSubmit { get; set; } = (_, _) => StubAnswer.Erased;

    /// <summary>What a domain says when it is asked how far it is.</summary>
    public Func<string, StubAnswer> OnCheck { get; set; } = _ => StubAnswer.Pending;

    public DateTimeOffset WithheldUntil { get; set; }

    /// <summary>Submissions, in order.</summary>
    public ConcurrentQueue<StubCall> Submissions { get; } = new();

    /// <summary>Ends when a call has met with silence.</summary>
    public Task Silence => asked.Task;

    public static async Task<StubDomains> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        StubDomains domains = new(builder.Build());
        await domains.app.StartAsync();
        return domains;
    }

    /// <summary>Answers whoever met with silence.</summary>
    public void LetGo() => letGo.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        LetGo();
        await app.DisposeAsync();
    }

    private async Task SubmitAsync(HttpContext context)
    {
        string domain = (string)context.Request.RouteValues["domain"]!;
        JsonNode body = (await JsonNode.ParseAsync(context.Request.Body))!;
        string user = (string)body["subject"]!["user_id"]!;
        StubAnswer answer = OnSubmit(domain, user);
        Submissions.Enqueue(new StubCall(domain, user, context.Request.Headers["Idempotency-Key"] is [{ } key] ? key : null, answer));
        await AnswerAsync(context, answer);
    }

    private async Task AnswerAsync(HttpContext context, StubAnswer answer)
    {
        if (answer == StubAnswer.Silent)
        {
            asked.TrySetResult();
            await letGo.Task;
        }

        (int status, string body) = answer switch
        {
            StubAnswer.Erased => (StatusCodes.Status200OK, """{"status":"erased","count":1}"""),
            StubAnswer.Pending => (StatusCodes.Status202Accepted, """{"status":"pending"}"""),
            StubAnswer.Withheld => (StatusCodes.Status200OK, $$"""{"status":"withheld","reason":"tax-records","until":"{{WithheldUntil.ToString("O", CultureInfo.InvariantCulture)}}"}"""),
            StubAnswer.Refused => (StatusCodes.Status400BadRequest, """{"error":"no"}"""),
            _ => (StatusCodes.Status503ServiceUnavailable, "{}"),
        };
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body);
    }
}
