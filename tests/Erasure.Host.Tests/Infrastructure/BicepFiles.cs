using System.Text.RegularExpressions;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Infrastructure;

/// <summary>The resources that the Bicep files declare; that these are well-formed is the compiler's to say.</summary>
internal static partial class BicepFiles
{
    private static readonly (string Name, string Text)[] Files =
    [
        .. Directory.EnumerateFiles(Repository.PathOf("infra", "bicep"), "*.bicep", SearchOption.AllDirectories)
            .Select(file => (Path.GetFileNameWithoutExtension(file), File.ReadAllText(file))),
    ];

    public static IReadOnlyList<BicepResource> Resources { get; } =
    [
        .. Files.SelectMany(file => Declaration().Matches(file.Text).Select(match => new BicepResource(
            file.Name, match.Groups["name"].Value, match.Groups["comment"].Value, match.Groups["existing"].Success))),
    ];

    /// <summary>Text files that templates take in, by their path below <c>infra/bicep</c>.</summary>
    public static IReadOnlyList<string> LoadedTexts { get; } = [.. Files.SelectMany(file => Loading().Matches(file.Text)).Select(match => match.Value)];

    /// <summary>What a deployment tells.</summary>
    public static IReadOnlyList<string> Outputs { get; } = [.. Output().Matches(Files.Single(file => file.Name == "main").Text).Select(match => match.Value)];

    [GeneratedRegex(@"(?<=loadTextContent\('\.\./)[^']+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Loading();

    [GeneratedRegex(@"(?<=^output )\w+", RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Output();

    [GeneratedRegex(@"^(// (?<comment>.+)\n)*(@.*\n)*resource (?<name>\w+) '[^']+' (?<existing>existing )?=", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Declaration();
}

/// <summary>A declaration, and the last line of the comment above it.</summary>
internal sealed record BicepResource(string File, string Name, string Comment, bool IsExisting);
