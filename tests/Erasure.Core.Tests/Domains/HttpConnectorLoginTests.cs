using System.Text;
using Erasure.Core.Domains;
using Erasure.Core.Domains.Http;

namespace Erasure.Core.Tests.Domains;

public sealed class HttpConnectorLoginTests : HttpConnectorFixture
{
    [Fact]
    public async Task Headers_and_an_api_key_are_sent()
    {
        Server.Answer(200);

        await SubmitAsync(Options() with
        {
            Headers = new Dictionary<string, string> { ["X-Tenant"] = "eu" },
            Auth = new ApiKeyAuthConfiguration { Header = "Authorization", Prefix = "Bearer ", KeyVariable = "KEY" },
        });

        Assert.Equal(("eu", "Bearer s3cret"), (Server.Calls.Single().Headers["X-Tenant"], Server.Calls.Single().Headers["Authorization"]));
    }

    [Fact]
    public async Task A_token_is_asked_for_once_and_again_before_it_expires()
    {
        await using DomainServer login = await DomainServer.StartAsync();
        login.Answer(200, """{"access_token": "one", "token_type": "Bearer", "expires_in": 3600}""");
        login.Answer(200, """{"access_token": "two", "token_type": "Bearer", "expires_in": 3600}""");
        Server.Answer(200);
        using HttpConnector connector = new(Options() with { Auth = OAuth(login) }, Environment.GetValueOrDefault, Calls, Time);

        await connector.SubmitAsync(Erasure, Person, CancellationToken.None);
        await connector.SubmitAsync(Erasure, Person, CancellationToken.None);
        Time.Advance(TimeSpan.FromMinutes(59));
        await connector.SubmitAsync(Erasure, Person, CancellationToken.None);

        Assert.Equal(["Bearer one", "Bearer one", "Bearer two"], Server.Calls.Select(call => call.Headers["Authorization"]));
        Assert.Equal(2, login.Calls.Count);
        DomainServer.Call call = login.Calls.First();
        Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("us:s3cret")), call.Headers["Authorization"]);
        Assert.Equal("grant_type=client_credentials&scope=erase", call.Body);
    }

    [Theory]
    [InlineData(-30)]
    [InlineData(30)]
    public async Task A_token_lives_as_long_where_the_clock_is_set(int days)
    {
        await using DomainServer login = await DomainServer.StartAsync();
        login.Answer(200, """{"access_token": "one", "token_type": "Bearer", "expires_in": 3600}""");
        login.Answer(200, """{"access_token": "two", "token_type": "Bearer", "expires_in": 3600}""");
        Server.Answer(200);
        using HttpConnector connector = new(Options() with { Auth = OAuth(login) }, Environment.GetValueOrDefault, Calls, Time);

        await connector.SubmitAsync(Erasure, Person, CancellationToken.None);
        Time.Set = TimeSpan.FromDays(days);
        await connector.SubmitAsync(Erasure, Person, CancellationToken.None);
        Time.Advance(TimeSpan.FromMinutes(59));
        await connector.SubmitAsync(Erasure, Person, CancellationToken.None);

        Assert.Equal(["Bearer one", "Bearer one", "Bearer two"], Server.Calls.Select(call => call.Headers["Authorization"]));
    }

    [Fact]
    public async Task A_refused_token_is_replaced_once()
    {
        await using DomainServer login = await DomainServer.StartAsync();
        login.Answer(200, """{"access_token": "one"}""");
        login.Answer(200, """{"access_token": "two"}""");
        Server.Answer(401);
        Server.Answer(200);

        Assert.Equal(new Outcome.Erased(), await SubmitAsync(Options() with { Auth = OAuth(login) with { Credentials = OAuthCredentialPlace.Body } }));
        Assert.Equal(["Bearer one", "Bearer two"], Server.Calls.Select(call => call.Headers["Authorization"]));
        Assert.Equal("grant_type=client_credentials&scope=erase&client_id=us&client_secret=s3cret", login.Calls.First().Body);
    }

    [Theory]
    [InlineData(400, "{}", "token-400", false)]
    [InlineData(200, "{}", "token-malformed", false)]
    [InlineData(500, "{}", "token-500", true)]
    public async Task Without_a_token_nothing_is_asked(int status, string body, string code, bool retryable)
    {
        await using DomainServer login = await DomainServer.StartAsync();
        login.Answer(status, body);

        Assert.Equal(new Outcome.Failed(code, retryable), await SubmitAsync(Options() with { Auth = OAuth(login) }));
        Assert.Empty(Server.Calls);
    }


    private static OAuthConfiguration OAuth(DomainServer login) =>
        new() { TokenUrl = login.Url + "/token", ClientId = "us", ClientSecretVariable = "KEY", Scope = "erase" };
}
