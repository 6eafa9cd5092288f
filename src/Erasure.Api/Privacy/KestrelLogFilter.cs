using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Erasure.Api.Privacy;

/// <summary>Keeps Kestrel's logs below warnings off, whatever the configuration says: it quotes request lines that it can't parse, and with them a mistyped URL's identifier.</summary>
/// <remarks>Off, Kestrel leaves the quotation out of its exceptions too (<c>HttpParser</c>'s showErrorDetails).</remarks>
internal sealed class KestrelLogFilter : IPostConfigureOptions<LoggerFilterOptions>
{
    private const string Category = "Microsoft.AspNetCore.Server.Kestrel";

    public void PostConfigure(string? name, LoggerFilterOptions options)
    {
        if (!options.Rules.Any(rule => rule.ProviderName is null && rule.CategoryName is null))
        {
            options.Rules.Add(new LoggerFilterRule(providerName: null, categoryName: null, options.MinLevel, filter: null));
        }

        for (int i = 0; i < options.Rules.Count; i++)
        {
            options.Rules[i] = Guard(options.Rules[i]);
        }
    }

    private static LoggerFilterRule Guard(LoggerFilterRule rule) =>
        new(rule.ProviderName, rule.CategoryName, rule.LogLevel, (provider, category, level) =>
            !(level < LogLevel.Warning && category is not null && category.StartsWith(Category, StringComparison.Ordinal))
            && (rule.Filter?.Invoke(provider, category, level) ?? true));
}
