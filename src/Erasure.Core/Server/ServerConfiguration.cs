using Erasure.Core.Settings;

namespace Erasure.Core.Server;

/// <summary>The embedded server.</summary>
public sealed record ServerConfiguration
{
    /// <summary>Address to listen on: <c>http</c>, an IP address or <c>localhost</c>, a port; default loopback, port 7071.</summary>
    [ListenAddress]
    public string Url { get; init; } = "http://127.0.0.1:7071";

    /// <summary>Address under which people reach it, for links in mails; default <see cref="Url"/>.</summary>
    [WebAddress]
    public string? PublicUrl { get; init; }

    /// <summary>Folder for the database and mails; default <c>data</c> beside the configuration file.</summary>
    [Pattern("(?!~(/|\\z)).+", "a path; ~ is no home here: write it out")]
    public string DataFolder { get; init; } = "data";

    /// <summary>File with the 32-byte master key, outside the data folder; made at first start; default <c>master.key</c> beside the configuration file.</summary>
    [Pattern("(?!~(/|\\z)).+", "a path; ~ is no home here: write it out")]
    public string MasterKeyFile { get; init; } = "master.key";

    /// <summary>Name of the environment variable that holds a key with every role; where it isn't given, <c>ERASURE_API_KEY</c>, which may be unset.</summary>
    [EnvironmentVariable(IsHeader = true)]
    public string ApiKeyVariable { get; init; } = "ERASURE_API_KEY";

    /// <summary>Keys with roles of their own. Without any key, and without App Service's authentication, only loopback is served.</summary>
    public IReadOnlyList<AccessKeyConfiguration> Keys { get; init; } = [];

    /// <summary>Serve <c>DELETE /api/user/{id}</c>, which puts an identifier into a URL; default on.</summary>
    public bool DeleteUserRoute { get; init; } = true;
}
