using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Erasure.Core.Lake.Policies;
using Microsoft.AspNetCore.Http;

namespace Erasure.Aws.Tests.Policies;

/// <summary>Answers 403 to every request to a bucket that a policy doesn't allow, by what AWS documents of each (Service Authorization Reference, Amazon S3).</summary>
internal sealed class PolicyGate(PolicyDocument policy)
{
    private const string Prefix = "s3:prefix";

    /// <summary>Actions that were asked for and allowed.</summary>
    public ConcurrentDictionary<string, bool> Used { get; } = [];

    /// <summary>What was refused, as action and resource.</summary>
    public ConcurrentQueue<string> Refused { get; } = [];

    /// <summary>403, or null where the request is allowed.</summary>
    public async Task<int?> AnswerAsync(HttpRequest request)
    {
        string[] place = request.Path.Value!.TrimStart('/').Split('/', 2);
        bool isAllowed = true;
        foreach (Wish wish in place is [var bucket, { Length: > 0 } key] ? OfObject(request, bucket, key) : await OfBucketAsync(request, place[0]))
        {
            if (policy.Statement.Any(statement => Allows(statement, wish)))
            {
                Used[wish.Action] = true;
            }
            else
            {
                Refused.Enqueue($"{wish.Action} {wish.Resource} {wish.Listed}");
                isAllowed = false;
            }
        }

        return isAllowed ? null : 403;
    }

    private static async Task<IReadOnlyList<Wish>> OfBucketAsync(HttpRequest request, string bucket)
    {
        string arn = $"arn:aws:s3:::{bucket}";
        string prefix = request.Query["prefix"].ToString();
        return (request.Method, request.Query) switch
        {
            ("GET", var query) when query.ContainsKey("versioning") => [new("s3:GetBucketVersioning", arn)],
            ("GET", var query) when query.ContainsKey("versions") => [new("s3:ListBucketVersions", arn, prefix)],
            ("GET", var query) when query.ContainsKey("list-type") => [new("s3:ListBucket", arn, prefix)],
            ("POST", var query) when query.ContainsKey("delete") => await OfDeletionAsync(request, arn),
            _ => [new($"unknown:{request.Method}{request.QueryString}", arn)],
        };
    }

    private static async Task<IReadOnlyList<Wish>> OfDeletionAsync(HttpRequest request, string arn)
    {
        request.EnableBuffering();
        XDocument body = await XDocument.LoadAsync(request.Body, LoadOptions.PreserveWhitespace, request.HttpContext.RequestAborted);
        request.Body.Position = 0;
        return
        [
            .. body.Descendants().Where(item => item.Name.LocalName == "Object").Select(item => new Wish(
                item.Elements().Any(field => field.Name.LocalName == "VersionId") ? "s3:DeleteObjectVersion" : "s3:DeleteObject",
                $"{arn}/{item.Elements().Single(field => field.Name.LocalName == "Key").Value}")),
        ];
    }

    private static IReadOnlyList<Wish> OfObject(HttpRequest request, string bucket, string key)
    {
        string arn = $"arn:aws:s3:::{bucket}/{key}";
        IQueryCollection query = request.Query;
        bool isVersion = query.ContainsKey("versionId");
        return request.Method switch
        {
            "GET" or "HEAD" when query.ContainsKey("tagging") => [new(isVersion ? "s3:GetObjectVersionTagging" : "s3:GetObjectTagging", arn)],
            "GET" or "HEAD" when query.ContainsKey("acl") => [new(isVersion ? "s3:GetObjectVersionAcl" : "s3:GetObjectAcl", arn)],

            // Of an object that isn't there only those who may list the bucket are told so.
            "GET" or "HEAD" => [new(isVersion ? "s3:GetObjectVersion" : "s3:GetObject", arn), new("s3:ListBucket", $"arn:aws:s3:::{bucket}")],
            "PUT" when query.ContainsKey("tagging") => [new(isVersion ? "s3:PutObjectVersionTagging" : "s3:PutObjectTagging", arn)],
            "PUT" when request.Headers.TryGetValue("x-amz-copy-source", out var source) => [new("s3:PutObject", arn), OfSource(source.ToString())],
            "PUT" or "POST" when !query.ContainsKey("restore") => OfWrite(request, arn),
            "POST" => [new("s3:RestoreObject", arn)],
            "DELETE" when query.ContainsKey("uploadId") => [new("s3:AbortMultipartUpload", arn)],
            "DELETE" => [new(isVersion ? "s3:DeleteObjectVersion" : "s3:DeleteObject", arn)],
            _ => [new($"unknown:{request.Method}{request.QueryString}", arn)],
        };
    }

    private static Wish OfSource(string source)
    {
        string[] parts = source.Split("?versionId=");
        return new(parts.Length > 1 ? "s3:GetObjectVersion" : "s3:GetObject", $"arn:aws:s3:::{Uri.UnescapeDataString(parts[0]).TrimStart('/')}");
    }

    private static IReadOnlyList<Wish> OfWrite(HttpRequest request, string arn) =>
    [
        new("s3:PutObject", arn),
        .. request.Headers.ContainsKey("x-amz-tagging") ? new[] { new Wish("s3:PutObjectTagging", arn) } : [],
        .. request.Headers.Keys.Any(name => name == "x-amz-acl" || name.StartsWith("x-amz-grant-", StringComparison.OrdinalIgnoreCase)) ? new[] { new Wish("s3:PutObjectAcl", arn) } : [],
    ];

    private static bool Allows(PolicyStatement statement, Wish wish) =>
        statement.Action.Contains(wish.Action)
        && statement.Resource.Any(resource => Fits(resource, wish.Resource))
        && (statement.Condition is null || statement.Condition.All(condition => condition.Key == "StringLikeIfExists"
            && condition.Value.All(key => key.Key == Prefix && (wish.Listed is null || key.Value.Any(pattern => Fits(pattern, wish.Listed))))));

    private static bool Fits(string pattern, string text) =>
        Regex.IsMatch(text, $@"\A{Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal)}\z", RegexOptions.CultureInvariant | RegexOptions.Singleline, TimeSpan.FromSeconds(1));

    private sealed record Wish(string Action, string Resource, string? Listed = null);
}
