using System.ComponentModel;
using Erasure.Core.Domains.Calls;

namespace Erasure.Api.Erasures;

/// <summary>The calls of an erasure to a domain.</summary>
[Description("The calls of an erasure to a domain, newest first, at most 200. Values are masked by type and length; a call is deleted after a while.")]
internal sealed record CallsBody(IReadOnlyList<DomainCall> Calls);
