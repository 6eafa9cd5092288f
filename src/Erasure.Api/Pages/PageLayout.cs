using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Erasure.Api.Pages;

/// <summary>The frame of every page: one style sheet, no script, nothing from elsewhere, nothing kept.</summary>
internal static class PageLayout
{
    private const string Style = """
        :root{color-scheme:light dark;--ink:#1c2430;--soft:#5a6575;--line:#dde2ea;--edge:#7b8697;--paper:#fff;--ground:#f4f6f9;--accent:#2454d6;--good:#10704a;--goodbg:#dff4ea;--warn:#8a5200;--warnbg:#fdf0d8;--bad:#a3202f;--badbg:#fbe4e6}
        @media (prefers-color-scheme:dark){:root{--ink:#e8ecf3;--soft:#a0abbb;--line:#323b49;--edge:#7d8a9e;--paper:#1b212b;--ground:#12161d;--accent:#8fb0ff;--good:#7fdcb0;--goodbg:#12372a;--warn:#f3c274;--warnbg:#3d2d11;--bad:#ff9da6;--badbg:#451c21}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif}
        main{max-width:46rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}
        header p{margin:0 0 .4rem;color:var(--soft);font-size:.9rem;letter-spacing:.02em}
        h1{margin:0 0 1.5rem;font-size:1.75rem;line-height:1.2;font-weight:650;letter-spacing:-.01em;display:flex;gap:.75rem;flex-wrap:wrap;align-items:center}
        h2{margin:0 0 .75rem;font-size:1.05rem;font-weight:650}
        section{background:var(--paper);border:1px solid var(--line);border-radius:12px;padding:1.25rem 1.4rem;margin:0 0 1.1rem}
        section>:last-child{margin-bottom:0}
        p{margin:0 0 .8rem}
        a{color:var(--accent)}
        code{font:.85em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
        dl+pre,dl+.hint{margin-top:.8rem}
        pre{margin:0;padding:.8rem 1rem;background:var(--ground);border-radius:8px;overflow-x:auto;line-height:1.45}
        .badge{font-size:.8rem;font-weight:650;padding:.2rem .65rem;border-radius:99px;background:var(--line);letter-spacing:0;white-space:nowrap}
        .good{background:var(--goodbg);color:var(--good)}.warn{background:var(--warnbg);color:var(--warn)}.bad{background:var(--badbg);color:var(--bad)}
        dl{display:grid;grid-template-columns:max-content 1fr;gap:.35rem 1.5rem;margin:0}
        dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
        table{width:100%;border-collapse:collapse;font-size:.95rem}
        th{text-align:left;font-weight:500;color:var(--soft);font-size:.85rem}
        th,td{padding:.5rem .75rem .5rem 0;border-bottom:1px solid var(--line);vertical-align:top}
        tr:last-child td{border-bottom:0}
        ol{list-style:none;margin:0;padding:0;font-size:.92rem}
        ol li{display:flex;gap:1rem;padding:.28rem 0}
        time{color:var(--soft);white-space:nowrap;font-variant-numeric:tabular-nums}
        label{display:block;font-size:.9rem;font-weight:550;margin:0 0 .9rem}
        input,textarea{display:block;width:100%;margin-top:.3rem;padding:.55rem .7rem;font:inherit;font-weight:400;color:inherit;background:var(--ground);border:1px solid var(--edge);border-radius:8px}
        textarea{min-height:5.5rem;resize:vertical}
        :focus-visible{outline:3px solid var(--accent);outline-offset:1px}
        button{font:inherit;font-weight:600;padding:.55rem 1.1rem;border-radius:8px;border:1px solid var(--accent);background:var(--accent);color:var(--paper);cursor:pointer;margin:0 .5rem .25rem 0}
        button.second{background:none;color:var(--accent)}
        .hint{color:var(--soft);font-size:.9rem}
        .notice{border-left:4px solid var(--accent)}.notice.bad{border-left-color:var(--bad)}
        @media (max-width:34rem){dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.6rem}ol li{flex-direction:column;gap:0}}
        """;

    private static readonly string ContentSecurityPolicy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>A whole page.</summary>
    public static IResult Page(string title, Html body, int status = StatusCodes.Status200OK) => new Result(title, body, status);

    private sealed class Result(string title, Html body, int status) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            HttpResponse response = httpContext.Response;
            response.StatusCode = status;
            response.ContentType = "text/html; charset=utf-8";
            response.Headers[HeaderNames.CacheControl] = "no-store";
            response.Headers[HeaderNames.ContentSecurityPolicy] = ContentSecurityPolicy;
            response.Headers[HeaderNames.XContentTypeOptions] = "nosniff";
            response.Headers["Referrer-Policy"] = "no-referrer";
            return response.WriteAsync(Document(), httpContext.RequestAborted);
        }

        // The style is written as it is, since its hash is in the policy.
        private string Document() =>
            $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width,initial-scale=1">
            <meta name="robots" content="noindex">
            <title>{Html.Of($"{title}")}</title>
            <link rel="icon" href="data:,">
            <style>{Style}</style>
            </head>
            <body>
            <main>
            {body}
            </main>
            </body>
            </html>
            """;
    }
}
