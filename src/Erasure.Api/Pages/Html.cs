using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;

namespace Erasure.Api.Pages;

/// <summary>A piece of HTML. What is interpolated into one is encoded unless it is HTML itself.</summary>
internal sealed class Html
{
    private static readonly SearchValues<char> Misleading = SearchValues.Create("\u061C\u200E\u200F\u2028\u2029\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069");

    private readonly string text;

    private Html(string text) => this.text = text;

    public static Html Empty { get; } = new("");

    public static Html Of(Encoder markup) => new(markup.ToString());

    public static Html Join(IEnumerable<Html> parts) => new(string.Concat(parts));

    public override string ToString() => text;

    /// <summary>Builds interpolated markup.</summary>
    [InterpolatedStringHandler]
    public readonly struct Encoder(int literalLength, int formattedCount)
    {
        private readonly StringBuilder builder = new(literalLength + (formattedCount * 16));

        public void AppendLiteral(string markup) => builder.Append(markup);

        public void AppendFormatted(Html? html) => builder.Append(html);

        public void AppendFormatted(string? value) => builder.Append(HtmlEncoder.Default.Encode(Shown(value ?? "")));

        // What turns the direction of text would have the rest of the line read as something else.
        private static string Shown(string value) => value.AsSpan().ContainsAny(Misleading) ? string.Concat(value.Select(c => Misleading.Contains(c) ? '\uFFFD' : c)) : value;

        public void AppendFormatted(long value) => builder.Append(value);

        public override string ToString() => builder.ToString();
    }
}
