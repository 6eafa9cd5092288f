using System.Net;
using System.Text;

namespace Erasure.Core.Mail;

/// <summary>Lays a mail's words out as plain text and as HTML that mail programs and screen readers take.</summary>
internal static class MailLayout
{
    /// <summary>Plain text.</summary>
    public static string Text(MailText mail)
    {
        StringBuilder text = new();
        text.Append(mail.Title).Append("\n\n");
        foreach (string paragraph in mail.Paragraphs)
        {
            text.Append(paragraph).Append("\n\n");
        }

        foreach ((string name, string value) in mail.Facts)
        {
            text.Append(name).Append(": ").Append(value).Append('\n');
        }

        if (mail.Steps.Count > 0)
        {
            text.Append("\nWhat to do:\n");
            for (int i = 0; i < mail.Steps.Count; i++)
            {
                text.Append(i + 1).Append(". ").Append(mail.Steps[i]).Append('\n');
            }
        }

        if (mail.Link is { } link)
        {
            text.Append('\n').Append(link).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>HTML: one column, no images, no script, colours of good contrast.</summary>
    public static string Html(MailText mail)
    {
        string paragraphs = string.Concat(mail.Paragraphs.Select(p => $"<p style=\"margin:0 0 16px\">{Encode(p)}</p>\n"));
        string facts = mail.Facts.Count == 0 ? "" : $"""
            <table style="border-collapse:collapse;margin:0 0 24px">
            {string.Concat(mail.Facts.Select(fact => $"<tr><th scope=\"row\" style=\"text-align:left;vertical-align:top;padding:4px 16px 4px 0;color:#475569;font-weight:600\">{Encode(fact.Name)}</th><td style=\"padding:4px 0;white-space:pre-line;overflow-wrap:anywhere\">{string.Join('\n', fact.Value.Split('\n').Select(Linked))}</td></tr>\n"))}</table>

            """;
        string steps = mail.Steps.Count == 0 ? "" : $"""
            <h2 style="font-size:16px;margin:0 0 8px">What to do</h2>
            <ol style="margin:0 0 24px;padding-left:24px">
            {string.Concat(mail.Steps.Select(step => $"<li style=\"margin:0 0 8px\">{Encode(step)}</li>\n"))}</ol>

            """;
        string link = mail.Link is not { } url ? "" : $"""
            <p style="margin:0 0 8px"><a href="{Encode(url)}" style="display:inline-block;background:#1d4ed8;color:#ffffff;text-decoration:none;font-weight:600;padding:10px 18px;border-radius:6px">Open the page</a></p>
            <p style="margin:0;color:#475569;font-size:13px">{Encode(url)}</p>

            """;
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{Encode(mail.Title)}</title></head>
            <body style="margin:0;padding:24px;background:#f1f5f9;font:15px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif;color:#0f172a">
            <main style="max-width:600px;margin:0 auto;background:#ffffff;border:1px solid #e2e8f0;border-radius:8px;padding:32px">
            <h1 style="font-size:20px;line-height:1.3;margin:0 0 16px">{Encode(mail.Title)}</h1>
            {paragraphs}{facts}{steps}{link}</main>
            </body>
            </html>

            """;
    }

    private static string Linked(string line) => line.StartsWith("https://", StringComparison.Ordinal) || line.StartsWith("http://", StringComparison.Ordinal)
        ? $"<a href=\"{Encode(line)}\">{Encode(line)}</a>"
        : Encode(line);

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
