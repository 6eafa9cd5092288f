using System.Globalization;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Erasure.Aws.Tests;

/// <summary>The exchange of another provider's token, with an STS on loopback.</summary>
public sealed class WebIdentityCredentialsTests : IAsyncLifetime
{
    private const string Role = "arn:aws:iam::123456789012:role/erasure-app";

    private readonly WebApplication sts;
    private readonly List<Dictionary<string, string>> asked = [];
    private bool isRefusing;
    private int tokens;

    public WebIdentityCredentialsTests()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        sts = builder.Build();
        sts.Run(AnswerAsync);
    }

    public Task InitializeAsync() => sts.StartAsync();

    public async Task DisposeAsync() => await sts.DisposeAsync();

    [Fact]
    public async Task A_token_becomes_keys_and_no_request_is_signed()
    {
        using WebIdentityCredentials credentials = Create();

        ImmutableCredentials keys = await credentials.GetCredentialsAsync();

        Assert.Equal(("ASIA1", "secret1", "session1"), (keys.AccessKey, keys.SecretKey, keys.Token));
        Dictionary<string, string> request = Assert.Single(asked);
        Assert.Equal(
            ("AssumeRoleWithWebIdentity", Role, "erasure", "token-1", ""),
            (request["Action"], request["RoleArn"], request["RoleSessionName"], request["WebIdentityToken"], request["Authorization"]));
    }

    [Fact]
    public async Task Keys_are_kept_while_they_last_and_new_ones_take_a_fresh_token()
    {
        using WebIdentityCredentials credentials = Create();
        await credentials.GetCredentialsAsync();
        Assert.Equal("ASIA1", credentials.GetCredentials().AccessKey);

        credentials.ClearCredentials();
        Assert.Equal("ASIA2", credentials.GetCredentials().AccessKey);
        Assert.Equal(["token-1", "token-2"], asked.Select(request => request["WebIdentityToken"]));
    }

    [Fact]
    public async Task A_refusal_names_no_token()
    {
        isRefusing = true;
        using WebIdentityCredentials credentials = Create();

        AmazonSecurityTokenServiceException refused = await Assert.ThrowsAnyAsync<AmazonSecurityTokenServiceException>(() => credentials.GetCredentialsAsync());

        Assert.IsType<InvalidIdentityTokenException>(refused);
        Assert.DoesNotContain("token-1", refused.ToString(), StringComparison.Ordinal);
    }

    private WebIdentityCredentials Create() =>
        new(Role, _ => Task.FromResult($"token-{++tokens}"), endpoint: new Uri(sts.Urls.Single()));

    private async Task AnswerAsync(HttpContext context)
    {
        IFormCollection form = await context.Request.ReadFormAsync();
        Dictionary<string, string> request = form.ToDictionary(field => field.Key, field => field.Value.ToString());
        request["Authorization"] = context.Request.Headers.Authorization.ToString();
        asked.Add(request);
        context.Response.ContentType = "text/xml";
        if (isRefusing)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync("<ErrorResponse><Error><Type>Sender</Type><Code>InvalidIdentityToken</Code><Message>No OpenIDConnect provider found</Message></Error></ErrorResponse>");
            return;
        }

        string end = TimeProvider.System.GetUtcNow().AddHours(1).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        await context.Response.WriteAsync($"""
            <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult><Credentials>
            <AccessKeyId>ASIA{asked.Count}</AccessKeyId><SecretAccessKey>secret{asked.Count}</SecretAccessKey><SessionToken>session{asked.Count}</SessionToken><Expiration>{end}</Expiration>
            </Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>
            """);
    }
}
