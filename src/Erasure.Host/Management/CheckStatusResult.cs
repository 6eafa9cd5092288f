namespace Erasure.Host.Management;

/// <summary>Durable Functions' answer to something that was started: 202 and where to look.</summary>
internal sealed class CheckStatusResult(CheckStatusPayload payload) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status202Accepted;
        httpContext.Response.Headers.Location = payload.StatusQueryGetUri;
        httpContext.Response.Headers.RetryAfter = "10";
        return httpContext.Response.WriteAsJsonAsync(payload);
    }
}
