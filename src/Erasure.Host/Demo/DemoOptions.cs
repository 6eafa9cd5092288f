namespace Erasure.Host.Demo;

/// <summary>How the demo runs.</summary>
internal sealed record DemoOptions
{
    /// <summary>Stay up afterwards.</summary>
    public bool Keep { get; init; }

    /// <summary>Tell nothing but the report, as JSON.</summary>
    public bool Json { get; init; }

    /// <summary>Folder for everything; a new temporary one where it isn't given.</summary>
    public string? Folder { get; init; }

    /// <summary>Port of the API; a free one where it isn't given.</summary>
    public int? Port { get; init; }
}
