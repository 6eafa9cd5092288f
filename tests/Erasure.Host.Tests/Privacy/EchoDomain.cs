using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Host.Tests.Privacy;

/// <summary>A domain that refuses everything and repeats in its answer all that it was told: body, path and headers.</summary>
internal sealed class EchoDomain : IAsyncDisposable
{
    private readonly WebApplication app;

    private EchoDomain(WebApplication app) => this.app = app;

    public string Url => app.Urls.First();

    public static async Task<EchoDomain> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        WebApplication built = builder.Build();
        built.Run(async context =>
        {
            string body = await new StreamReader(context.Request.Body).ReadToEndAsync();
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            context.Response.Headers["x-echo"] = Uri.EscapeDataString(body);
            await context.Response.WriteAsync($$"""{"status":"{{context.Request.Path}}","reason":{{(body.Length > 0 ? body : "null")}}}""");
        });
        await built.StartAsync();
        return new EchoDomain(built);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
