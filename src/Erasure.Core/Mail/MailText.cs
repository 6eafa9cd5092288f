namespace Erasure.Core.Mail;

/// <summary>A mail's words, before they are laid out.</summary>
internal sealed record MailText
{
    /// <summary>Subject line and heading.</summary>
    public required string Title { get; init; }

    /// <summary>What happened.</summary>
    public required IReadOnlyList<string> Paragraphs { get; init; }

    /// <summary>Facts, a line each: a name and what it is.</summary>
    public IReadOnlyList<(string Name, string Value)> Facts { get; init; } = [];

    /// <summary>What to do, step by step.</summary>
    public IReadOnlyList<string> Steps { get; init; } = [];

    /// <summary>Where to do it.</summary>
    public string? Link { get; init; }
}
