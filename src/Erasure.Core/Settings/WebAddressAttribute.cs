using System.Buffers;

namespace Erasure.Core.Settings;

/// <summary>An absolute HTTP or HTTPS address without user, query and fragment, in which no placeholder stands.</summary>
internal sealed class WebAddressAttribute : SettingRuleAttribute
{
    private static readonly SearchValues<string> Placeholders = SearchValues.Create(["{", "}", "<", ">", "%7B", "%7D"], StringComparison.OrdinalIgnoreCase);

    internal override string? Check(object value, Func<string, string?> environment) =>
        ((string)value).AsSpan().ContainsAny(Placeholders)
            ? "has a placeholder, and nothing is replaced in an address: write it out, or where it names a person or an erasure put it into the paths of submit and check"
        : Uri.TryCreate((string)value, UriKind.Absolute, out Uri? address)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
        && address is { UserInfo: "", Query: "", Fragment: "", Port: not 0 }
            ? null
            : "must be an absolute http or https address without user, query or fragment";
}
